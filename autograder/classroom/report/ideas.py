"""De un error a una frase para quien da la clase, y de muchos errores a la idea que hay debajo.

``frases.json`` es la tabla: por idea, cada clase de error y cada confusión declarada con su frase. Un nombre que en un
ejercicio dice otra cosa se escribe con él delante (``t1_norma.signo``). Aquí está qué es cada idea y dónde se enseña.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.diagnosis.kinds import KINDS
from autograder.exercise import Exercise

PHRASES = Path(__file__).with_name("frases.json")


@dataclass(frozen=True)
class Idea:
    """Lo que no se ha entendido, dicho de la clase, y el apartado de la lección que lo enseña."""

    id: str
    phrase: str
    lesson: str
    section: str

    @property
    def anchor(self) -> str:
        """Cómo llama JupyterLab a ese apartado en la dirección."""
        return self.section.replace(" ", "-")


_ROWS = (
    ("traspuesta", "confunden la forma con su traspuesta", "04_calculo_matricial", "La misma matriz, por columnas"),
    ("forma", "devuelven otra forma", "04b_la_cadena_con_vectores", "Las formas"),
    ("valor", "dan el valor donde se pide la derivada", "01_regla_de_la_cadena", "¿Cuánto sube la salida?"),
    ("signo", "pierden o cambian un signo", "01_regla_de_la_cadena", "Un detector de errores"),
    ("eslabon", "se dejan un eslabón de la cadena, o ponen uno de más", "01_regla_de_la_cadena",
     "La regla, dicha con funciones"),
    ("llega", "olvidan multiplicar por el gradiente que llega", "05_retropropagacion_mlp", "El paso atrás"),
    ("evaluar", "evalúan una derivada en otro punto de la cadena", "01_regla_de_la_cadena",
     "¿Dónde se evalúa la de fuera?"),
    ("caminos", "no suman todos los caminos por los que llega el cambio", "02_grafos_de_computo",
     "En una ramificación, los gradientes se suman"),
    ("relu", "cruzan la ReLU sin su máscara, o con la de otra cosa", "01_regla_de_la_cadena", "La ReLU y su codo"),
    ("codo", "toman otra pendiente justo en el codo", "01_regla_de_la_cadena", "La ReLU y su codo"),
    ("promedio", "confunden sumar con promediar", "06_bucle_pytorch", "La pérdida del lote"),
    ("eje", "hacen la cuenta a lo largo de otro eje", "08_bloques_lego_por_lotes", "¿Qué vuelve por una capa lineal?"),
    ("diagonal", "no distinguen qué entradas mueven a qué salidas", "05b_clasificacion", "El jacobiano de softmax"),
    ("constante", "derivan mal un cuadrado, o se dejan una constante", "01_regla_de_la_cadena",
     "La pérdida también es una cadena"),
    ("lineal", "dejan la variable en la derivada de algo lineal en ella", "04_calculo_matricial",
     "Caso 1 · Un número que depende de un vector"),
    ("variable", "ponen una variable por otra, o derivan respecto de otra", "04_calculo_matricial",
     "Tres casos y uno que se esconde"),
    ("objetivo", "olvidan la respuesta correcta en la pérdida", "01_regla_de_la_cadena",
     "La pérdida también es una cadena"),
    ("probabilidades", "confunden los logits con las probabilidades", "05b_clasificacion",
     "Varias clases: softmax y entropía cruzada"),
    ("numerico", "hacen una cuenta que desborda o pierde cifras", "01_regla_de_la_cadena", "Que no desborde"),
    ("medir", "miden mal, o miden donde hay que derivar", "13_receta_de_depuracion", "Dos redes y un error"),
    ("convencion", "usan otra convención que la del curso", "04_calculo_matricial", "La otra notación, una sola vez"),
    ("orden", "hacen algo en otro orden", "02_grafos_de_computo", "El algoritmo"),
    ("completo", "se dejan una parte: un ejemplo, una capa, una entrada", "02b_diferenciacion_automatica",
     "Los gradientes se acumulan"),
    ("estado", "dejan algo de una llamada para la siguiente", "02b_diferenciacion_automatica",
     "Los gradientes se acumulan"),
    ("operacion", "ponen otra operación u otra función", "01_regla_de_la_cadena",
     "Componer: una función dentro de otra"),
    ("paso", "dan mal el paso: el sentido, la tasa o la inercia", "07_descenso_de_gradiente", "¿Y cuánto?"),
    ("regularizar", "apagan, encogen, normalizan o paran de otra manera", "10_regularizacion",
     "Apagar unidades al azar"),
    ("inicializar", "sortean los pesos con otro tamaño", "09_inicializacion", "De dónde sale ese factor"),
    ("coste", "cuentan mal las operaciones", "12_coste_computacional", "Contar"),
)  # fmt: skip
IDEAS = {row[0]: Idea(*row) for row in _ROWS}

# En qué comprobación se paró lo que nadie reconoce.
STEPS = {
    "values": "dan otros valores, y no se reconoce el error",
    "shape": "devuelven otra forma, y no se reconoce el error",
    "type": "devuelven otra clase de cosa: una lista, un texto, nada",
    "finite": "devuelven infinitos o NaN",
    "raised": "su código lanza un error",
    "stopped": "su código no acaba, o gasta demasiado",
    "exists": "su función no está con ese nombre",
    "inputs": "cambian los datos que reciben",
    "repeatable": "dan resultados distintos con los mismos datos",
    "forbidden": "usan algo que el ejercicio no permite",
}
UNKNOWN = "no se reconoce el error"


@cache
def _phrases() -> dict[str, tuple[str, str]]:
    """Nombre → (idea, frase)."""
    table = json.loads(PHRASES.read_text(encoding="utf-8"))
    return {name: (idea, phrase) for idea, rows in table.items() for name, phrase in rows.items()}


def idea_of(exercise: str, diagnosis: str | None) -> Idea | None:
    """La idea que hay debajo de un error de un ejercicio; None si no se sabe."""
    known = _phrases()
    found = known.get(f"{exercise}.{diagnosis}") or known.get(diagnosis or "")
    return IDEAS[found[0]] if found else None


def phrase_of(id_: str, diagnosis: str | None, step: str | None, exercise: Exercise | None = None) -> str:
    """El error, en una frase cuyo sujeto son los estudiantes.

    El que no está en la tabla (el de una tarea de otro curso) se dice con el nombre
    de su clase o, si lo declaró un ejercicio, con su pista.
    """
    if not diagnosis:
        return STEPS.get(step or "", UNKNOWN)
    known = _phrases()
    if found := known.get(f"{id_}.{diagnosis}") or known.get(diagnosis):
        return found[1]
    if diagnosis in KINDS:
        return f"tienen otra cosa: {KINDS[diagnosis].name}"
    every = [m for one in (exercise.family if exercise else ()) for m in one.misconceptions]
    hint = next((m.hint for m in every if m.name == diagnosis), "")
    said = f"{diagnosis.replace('_', ' ')}"
    return f"{said} (su pista: {hint})" if hint else said
