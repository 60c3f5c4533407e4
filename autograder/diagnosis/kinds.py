"""Las clases de error: su nombre, la pista que lee el estudiante y cuál manda cuando varias explican lo mismo.

Es una tabla: añadir una clase toca solo este archivo. El orden de la tabla es el de
preferencia: delante, lo más particular, lo que menos veces sale por casualidad.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Una clase de error. ``teaches`` es lo que enseña: dos clases que enseñan lo mismo no se contradicen."""

    id: str
    name: str
    hint: str
    teaches: str


_ROWS = (
    # id, nombre, qué enseña, pista
    ("salidas_cambiadas", "las salidas, en otro orden", "orden",
     "Los números son buenos. ¿En qué orden pide la función sus salidas?"),
    ("al_reves", "el orden, al revés", "orden",
     "Algo va en el orden contrario, o dos cosas están una en el sitio de la otra. ¿Por dónde se empieza a contar?"),
    ("signo", "un signo", "signo",
     "Hay un signo cambiado. ¿Qué término, al crecer, hace que el resultado baje?"),
    ("columna_por_vector", "una columna por un vector", "forma",
     "Los números son buenos, pero sobra un eje. ¿Tu resultado es una matriz de una columna o un vector?"),
    ("traspuesta", "la traspuesta", "forma",
     "Eso sale con una matriz traspuesta. ¿Qué recorren las filas, y qué las columnas?"),
    ("valor_por_derivada", "el valor en lugar de la derivada", "derivar",
     "Donde va una derivada hay un valor. ¿Cuánto cambia eso cuando su entrada se mueve un poco?"),
    ("convencion", "otra convención", "convención",
     "No es un error: es otra convención. ¿Cuál usa este curso, y dónde lo dice la lección?"),
    ("umbral", "la comparación", "codo",
     "Mira la comparación. ¿Con qué número se compara, hacia qué lado, y qué vale justo en el límite?"),
    ("solo_la_diagonal", "solo la diagonal", "cruzados",
     "Fuera de la diagonal también puede haber algo. ¿Mueve cada entrada solo su salida?"),
    ("derivada_de_otra_activacion", "la derivada de otra activación", "activación",
     "Esa es la derivada de otra activación. ¿Cuál se aplicó en el paso adelante?"),
    ("otro_ejercicio", "la respuesta de otro ejercicio", "enunciado",
     "Esa es la respuesta de otro ejercicio. ¿Qué se deriva aquí, y respecto de qué?"),
    ("valor_absoluto", "el valor absoluto", "signo",
     "Los tamaños son buenos y se han perdido los signos. ¿Dónde desaparecen los negativos?"),
    ("suma_por_media", "la suma en lugar de la media", "promediar",
     "Compara con un lote de otro tamaño: ¿tu resultado crece con él? ¿La pérdida suma o promedia?"),
    ("media_por_suma", "la media en lugar de la suma", "promediar",
     "Tu resultado está dividido por un tamaño que no toca. ¿Lo que se pide suma o promedia? ¿Se dividió ya antes?"),
    ("otro_eje", "otro eje", "eje",
     "Esa cuenta junta números a lo largo de otro eje. ¿Cuál es el del lote y cuál el de las componentes?"),
    ("difundido", "difundido", "forma",
     "NumPy ha repetido números para que las formas encajaran. Imprime `.shape` de cada operando: ¿dónde crece?"),
    ("acumula_estado", "guarda memoria", "estado",
     "Algo queda de una llamada para la siguiente. ¿Qué variable no empieza de cero?"),
    ("precision_float32", "precisión de float32", "precisión",
     "Solo hay unas siete cifras buenas. ¿Dónde pasa tu cuenta por float32?"),
    ("medir", "medir en lugar de derivar", "medir",
     "Las primeras cifras son buenas y las últimas no, como al medir en lugar de derivar. ¿Cuál es la fórmula exacta?"),
    ("entradas_que_faltan", "entradas que faltan", "completo",
     "Lo que hay está bien, pero faltan entradas. ¿Recorre tu cuenta todas, la primera y la última incluidas?"),
    ("factor_que_falta", "falta un factor", "factor",
     "Falta un factor. ¿Has multiplicado por todos los eslabones de la cadena y por las constantes que bajan?"),
    ("factor_de_mas", "sobra un factor", "factor",
     "Sobra un factor. ¿Está cada eslabón de la cadena una sola vez, y cada constante la necesitas?"),
    ("termino_que_falta", "falta un término", "término",
     "Falta un sumando. ¿Está en tu cuenta todo lo que suma la fórmula, y llega el cambio por todos los caminos?"),
    ("termino_de_mas", "sobra un término", "término",
     "Sobra un término, o uno se cuenta dos veces. ¿Por cuántos caminos llega el cambio, y cuánto trae cada uno?"),
    ("potencia", "una potencia", "potencia",
     "Una potencia no es la que toca. ¿Qué va al cuadrado en la fórmula, qué no, y qué lleva raíz?"),
    ("otro_eslabon", "evaluado en otro eslabón", "eslabón",
     "Una derivada local está evaluada en otro punto de la cadena. ¿Qué entró en esa pieza en el paso adelante?"),
    ("otra_constante", "otra constante", "constante",
     "Una constante no es la que toca. Revisa los números de tu fórmula: ¿de dónde sale cada uno?"),
    ("funcion_de_mas", "una función de más", "función",
     "Se aplica una función donde no va ninguna. ¿Por qué piezas pasa el número, una a una, y cuál sobra?"),
    ("otra_funcion", "otra función", "función",
     "Hay una función que no es la que toca. ¿Qué pieza pide el enunciado, y cuál es su derivada?"),
    ("otra_operacion", "otra operación", "operación",
     "Una operación no es la que toca. Repasa cada suma, producto y potencia: ¿cuál pide la regla?"),
    ("otra_variable", "otra variable", "variable",
     "Hay una variable, o una casilla, donde va otra. Di en voz alta qué es cada una: ¿cuál pide la fórmula ahí?"),
    ("operandos_cambiados", "los operandos, cambiados", "operandos",
     "Esa cuenta sale con dos operandos cambiados de sitio. ¿Da igual cuál va delante?"),
    ("sin_funcion", "una función sin aplicar", "función",
     "Falta aplicar una función en algún paso. ¿Por qué piezas pasa el número, una a una?"),
    ("solo_cuadradas", "solo con cuadradas", "forma",
     "Con matrices cuadradas sale bien, y con las demás no. ¿Qué tamaños diferentes se confunden al ser iguales?"),
    ("solo_simetricas", "solo con simétricas", "forma",
     "Con matrices simétricas sale bien, y con las demás no. ¿Da igual la matriz que su traspuesta?"),
    ("lote_de_uno", "solo con lotes de uno", "promediar",
     "Con un solo ejemplo sale bien, y con varios no. ¿Qué hace tu cuenta con el eje del lote?"),
    ("forma_traspuesta", "la forma de la traspuesta", "lugar",
     "La forma es la de la traspuesta de lo que se pide. ¿Qué recorren las filas en este curso: entradas o salidas?"),
    ("otra_forma", "la forma de otra cosa", "lugar",
     "Por su forma, eso es otra cosa: una cuenta intermedia, o la derivada respecto de otra variable. ¿Qué se pide?"),
    ("solo_una_capa", "falla una capa", "lugar",
     "¿Qué entra en esa capa y qué sale de ella que no sea como en las demás?"),
    ("una_componente", "falla una componente", "lugar",
     "¿Qué tiene de particular esa parte? Vuelve a escribirla desde el principio de su cadena."),
    ("una_linea", "falla una línea", "lugar",
     "¿Qué calcula, dicho en voz alta, y qué pide ahí la fórmula?"),
)  # fmt: skip

KINDS = {id_: Kind(id_, name, hint, teaches) for id_, name, teaches, hint in _ROWS}
RANK = {id_: place for place, id_ in enumerate(KINDS)}

# Parejas que salen de la misma cuenta y no se contradicen: quitar 2· y cambiar el 2 por un 1 son lo mismo.
SAME = {
    frozenset(pair)
    for pair in (
        ("factor_que_falta", "otra_constante"), ("factor_que_falta", "sin_funcion"),
        ("factor_que_falta", "otra_operacion"), ("factor_que_falta", "otra_variable"),
        ("factor_de_mas", "otra_constante"), ("factor_de_mas", "otra_operacion"),
        ("termino_que_falta", "otra_constante"), ("termino_que_falta", "otra_operacion"),
        ("termino_que_falta", "otra_variable"), ("termino_que_falta", "sin_funcion"),
        ("termino_que_falta", "factor_que_falta"),
        ("sin_funcion", "otra_variable"), ("otro_eslabon", "otra_variable"), ("otro_eslabon", "sin_funcion"),
        ("otra_constante", "otra_operacion"), ("otra_funcion", "otra_operacion"),
        ("otra_constante", "sin_funcion"), ("otra_constante", "otra_variable"),
        ("operandos_cambiados", "otra_variable"), ("operandos_cambiados", "otra_operacion"),
        ("potencia", "factor_que_falta"), ("potencia", "factor_de_mas"), ("potencia", "otra_operacion"),
        ("potencia", "otra_constante"), ("potencia", "otra_variable"), ("potencia", "sin_funcion"),
        ("funcion_de_mas", "otra_operacion"), ("funcion_de_mas", "otra_variable"), ("funcion_de_mas", "otro_eslabon"),
    )
}  # fmt: skip
# Lo particular es también lo general: quien da la media por la suma tiene un factor de más.
CASE_OF = {
    "media_por_suma": "factor_de_mas",
    "suma_por_media": "factor_que_falta",
    "potencia": "otra_operacion",
    "funcion_de_mas": "otra_funcion",
    "derivada_de_otra_activacion": "otra_funcion",
    "otra_forma": "otra_variable",
}
# Los que la tabla puede dar por casualidad, aunque de comparar con la verdad no salgan: en lo escrito se ve si lo son.
MISTAKABLE = frozenset({"signo", "entradas_que_faltan"})
VAGUE = frozenset({"otra_variable", "otra_operacion", "otra_funcion"})  # lo que se dice a falta de algo más particular
# Las de delante son tan particulares que, si explican un resultado, lo demás es otra manera de llegar a él.
_PARTICULAR = RANK["entradas_que_faltan"]


def choose(ids: Iterable[str]) -> str | None:
    """La clase que se nombra cuando todas estas explican lo mismo; None si enseñan cosas distintas."""
    ranked = sorted(set(ids), key=RANK.__getitem__)
    if not ranked:
        return None
    best = ranked[0]
    if is_particular(best):
        return best
    return best if all(agree(best, other) for other in ranked[1:]) else None


def is_particular(id_: str) -> bool:
    """Si es de las que no salen por casualidad."""
    return RANK[id_] <= _PARTICULAR


def agree(one: str, other: str) -> bool:
    """Si dos clases no se contradicen."""
    return KINDS[one].teaches == KINDS[other].teaches or frozenset((one, other)) in SAME
