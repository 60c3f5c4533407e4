"""Lo que la gente le hace a un cuaderno, una operación por función: su nombre, qué hace y qué debería costar.

Se aplican en el orden de este archivo: primero lo que se escribe en las respuestas, después lo que les pasa a las
celdas, al final lo que le pasa al archivo. Cada función da los ejercicios que toca, o nada si no se puede aplicar.
"""

import copy
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from cuaderno_de_gente import ANSWER, ESSAY, TEST, Cell, Notebook
from respuestas_de_gente import ESSAYS, indent, spoil, with_helper

from autograder.judging.cases import class_cases

SECRET, LIMIT, FORBIDDEN, LUCK = "caso secreto", "límite", "medio prohibido", "azar"
REASONS = (SECRET, LIMIT, FORBIDDEN, LUCK)
CELL_SECONDS = 2.0  # el tope de CPU por celda con que se califica aquí; lo pasa quien tiene una celda lenta

Change = Callable[[Notebook, random.Random], Iterable[str] | None]


@dataclass(frozen=True)
class Operation:
    """Una manía: ``costs`` son las diferencias entre casa y nota que puede traer, siempre dichas; vacío, ninguna."""

    name: str
    change: Change
    costs: frozenset[str] = frozenset()


OPERATIONS: dict[str, Operation] = {}


def operation(name: str, *costs: str) -> Callable[[Change], Change]:
    """Apunta una función como operación."""

    def keep(change: Change) -> Change:
        OPERATIONS[name] = Operation(name, change, frozenset(costs))
        return change

    return keep


# Lo que se escribe en una respuesta.


@operation("auxiliar_redefinida_abajo")
def helper_redefined(nb: Notebook, rng: random.Random):
    """Dos ejercicios, cada uno con su auxiliar, y las dos se llaman igual."""
    name = rng.choice(("calcula", "derivada", "aux", "f", "g"))
    chosen = nb.take(rng, 2)
    for id_ in chosen:
        nb.put(id_, "\n\n\n".join(with_helper(nb.right(id_), name)))
    if len(chosen) == 1:
        nb.place(nb.own(f"def {name}(valor):\n    return None\n\n\nprint({name}(3))"))
    return chosen


@operation("auxiliar_con_nombre_publicado")
def helper_with_published_name(nb: Notebook, rng: random.Random):
    """La auxiliar se llama como algo que el propio cuaderno define más abajo."""

    def names(id_: str) -> list[str]:
        return [n for n in nb.later_names(id_) if n not in str(nb.right(id_))]

    chosen = nb.take(rng, 1, only=lambda id_: bool(names(id_)))
    for id_ in chosen:
        nb.put(id_, "\n\n\n".join(with_helper(nb.right(id_), rng.choice(names(id_)))))
    return chosen


@operation("variable_global_que_cambia")
def changing_global(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng, 1, only=nb.single)
    for id_ in chosen:
        nb.put(id_, "escala = 1.0\n\n\n" + nb.right(id_).after_right("return escala * ok"))
        nb.place(nb.own("escala = 2.5\nprint('probando con', escala)"))
    return chosen


@operation("redefinida_y_comprobada_abajo")
def rechecked_below(nb: Notebook, rng: random.Random):
    """Dos versiones, cada una con su ``check``: vale lo que dijo la última."""
    chosen = nb.take(rng)
    for id_ in chosen:
        versions = [str(nb.right(id_)), spoil(nb.right(id_), rng)]
        rng.shuffle(versions)
        nb.put(id_, versions[0])
        nb.place(nb.place(nb.own(versions[1])) and nb.own(f"check({id_})"))
    return chosen


@operation("redefinida_sin_comprobar")
def redefined_unchecked(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng)
    for id_ in chosen:
        nb.place(nb.own("# otra idea, a medias\n" + spoil(nb.right(id_), rng)))
    return chosen


@operation("version_prohibida_abajo")
def forbidden_version_below(nb: Notebook, rng: random.Random):
    """La buena se comprueba; más abajo se prueba otra con lo que no vale."""
    chosen = nb.take(rng)
    for id_ in chosen:
        nb.place(nb.own(nb.right(id_).with_body("import torch\n\nreturn torch.func.jacrev(torch.sum)")))
    return chosen


@operation("todo_numpy_y_una_propia")
def star_import(nb: Notebook, rng: random.Random):
    """``from numpy import *`` arriba y una función propia que se llama como una de NumPy."""
    chosen = nb.take(rng)
    for id_ in chosen:
        nb.place(nb.own("from numpy import *"), after=nb.top)
        name = rng.choice(("gradient", "gradient", "outer", "dot", "sign"))
        nb.put(id_, "\n\n\n".join(with_helper(nb.right(id_), name)))
    return chosen


@operation("auxiliar_con_nombre_delicado")
def touchy_helper_name(nb: Notebook, rng: random.Random):
    """Una función propia que se llama como algo que se vigila."""
    chosen = nb.take(rng)
    for id_ in chosen:
        name = rng.choice(("eval", "exec", "autograd", "builtins", "sympy", "jax"))
        nb.put(id_, "\n\n\n".join(with_helper(nb.right(id_), name)))
    return chosen


@operation("avisos")
def warnings_shown(nb: Notebook, rng: random.Random):
    """Avisos en una celda y dentro de la función: nunca son un fallo."""
    chosen = nb.take(rng)
    noise = (
        "np.log(np.zeros(1))",
        "np.array([1.0]) / np.zeros(1)",
        "import warnings\n\nwarnings.warn('ya no se usa', DeprecationWarning)",
        "import warnings\n\nwarnings.warn('ojo con el 0')",
    )
    nb.place(nb.own("np.log(np.array([0.0]))"), after=nb.top)
    for id_ in chosen:
        nb.put(id_, nb.right(id_).with_body(f"{rng.choice(noise)}\n{nb.right(id_).body}"))
    return chosen


@operation("avisos_como_errores")
def warnings_as_errors(nb: Notebook, rng: random.Random):
    chosen = warnings_shown(nb, rng)
    nb.cells[nb.index(nb.top) + 1].source = f"import warnings\n\nwarnings.{rng.choice(_FILTERS)}('error')"
    return chosen


_FILTERS = ("simplefilter", "filterwarnings")


@operation("salida_namedtuple")
def namedtuple_output(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng, 1, only=lambda id_: len(nb.course.exercises[id_].returns) > 1)
    for id_ in chosen:
        names = " ".join(nb.course.exercises[id_].returns)
        before = f"from collections import namedtuple\n\nSalida = namedtuple('Salida', '{names}')\n\n\n"
        nb.put(id_, before + nb.right(id_).after_right("return Salida(*ok)"))
    return chosen


@operation("salida_en_lista")
def list_output(nb: Notebook, rng: random.Random):
    """Varias salidas en una lista del largo que se pide, o las listas en tuplas."""
    chosen = nb.take(rng, 1, only=lambda id_: not nb.single(id_))
    for id_ in chosen:
        endings = (
            "return list(ok)",
            "return tuple(tuple(p) if isinstance(p, list) else p for p in ok)",
            "from collections import deque\n\nreturn deque(ok)",
        )
        nb.put(id_, nb.right(id_).after_right(rng.choice(endings)))
    return chosen


@operation("tipo_de_salida")
def output_type(nb: Notebook, rng: random.Random):
    """El mismo número o array, en otro de los tipos que circulan."""
    chosen = nb.take(rng, 1, only=nb.single)
    for id_ in chosen:
        endings = (
            "return np.float64(ok) if np.ndim(ok) == 0 else np.asfortranarray(ok)",
            "return float(ok) if np.ndim(ok) == 0 else np.ma.array(ok)",
            "return np.asarray(ok, dtype=np.longdouble)",
            "return np.array(ok).view(type('Mia', (np.ndarray,), {}))",
            "return int(ok) if np.ndim(ok) == 0 and ok == int(ok) else ok",
            "return np.matrix(ok) if np.ndim(ok) == 2 else ok",
            "return np.asarray(ok).astype('>f8')",
            "return np.broadcast_to(ok, np.shape(ok))",
            "return np.asarray(ok) + 0j",
        )
        nb.put(id_, nb.right(id_).after_right(rng.choice(endings)))
    return chosen


@operation("tipo_de_entrada")
def input_type(nb: Notebook, rng: random.Random):
    """La función mira de qué tipo es lo que le llega."""
    chosen = nb.take(rng)
    for id_ in chosen:
        # El ejemplo es lo que el estudiante ve: su función acepta eso y nada más.
        inputs = nb.course.exercises[id_].examples[0]
        name = rng.choice(list(inputs))
        kind = type(inputs[name]).__name__
        kind = f"np.{kind}" if type(inputs[name]).__module__ == "numpy" else kind
        test = rng.choice((f"isinstance({name}, {kind})", f"type({name}) is {kind}", f"type({name}) in ({kind}, list)"))
        renamed = rng.random() < 0.3 and kind == "int"
        lines = f"assert {'isinstance(' + name + ', int)' if renamed else test}, type({name})"
        nb.put(id_, nb.right(id_).with_body(f"{lines}\n{nb.right(id_).body}"))
    return chosen


@operation("estado_entre_llamadas")
def state_between_calls(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng)
    for id_ in chosen:
        right = nb.right(id_)
        key = "repr([np.shape(p) for p in datos])"
        memo = f"memo = {{}}\n\n\ndef {id_}(*datos):\n    return memo.setdefault({key}, cuenta(*datos))"
        helper, _ = with_helper(right, "cuenta")
        forms = (
            "llamadas = []\n\n\n" + right.after_right("llamadas.append(1)\nreturn ok"),
            f"{helper}\n\n\n{memo}",
            "ultima = None\n\n\n" + right.after_right("global ultima\nultima = ok\nreturn ultima"),
            "visto = [0]\n\n\n" + right.after_right("visto[0] += 1\nreturn ok if visto[0] % 2 else None"),
        )
        nb.put(id_, rng.choice(forms))
    return chosen


@operation("azar_sin_semilla", LUCK)
def unseeded(nb: Notebook, rng: random.Random):
    """La respuesta depende de la suerte; sin semilla, cada vez de otra."""
    chosen = nb.take(rng, 1, only=nb.single)
    for id_ in chosen:
        forms = (
            nb.right(id_).after_right("return ok + 1e-3 * np.random.rand()"),
            nb.right(id_).after_right("return ok if np.random.rand() < 0.97 else 2 * ok + 1"),
            "suerte = np.random.default_rng().random()\n\n\n"
            + nb.right(id_).after_right("return ok if suerte < 0.5 else 2 * ok + 1"),
        )
        nb.put(id_, rng.choice(forms))
    return chosen


@operation("solo_los_casos_que_vio", SECRET)
def only_seen_cases(nb: Notebook, rng: random.Random):
    """Ajustada a los casos de ``check``: con otros falla."""

    def first_is_array(id_: str) -> bool:
        exercise = nb.course.exercises[id_]
        return nb.single(id_) and isinstance(exercise.examples[0][exercise.args[0]], np.ndarray)

    chosen = nb.take(rng, 1, only=first_is_array)
    for id_ in chosen:
        exercise = nb.course.exercises[id_]
        first = exercise.args[0]
        seen = sorted({round(float(np.sum(case.inputs[first])), 6) for case in class_cases(exercise).cases})
        ending = f"return ok if round(float(np.sum({first})), 6) in {seen} else 2 * ok + 1"
        nb.put(id_, nb.right(id_).after_right(ending))
    return chosen


@operation("celda_lenta", LIMIT)
def slow_cell(nb: Notebook, rng: random.Random):
    """Antes de definir la función, la celda hace una cuenta más larga que el tope."""
    chosen = nb.take(rng)
    for id_ in chosen:
        wait = f"import time\n\nwhile time.process_time() < inicio + {CELL_SECONDS + 0.5}:\n    sum(range(100_000))"
        cell = nb.put(id_, f"{wait}\n\n\n{nb.right(id_)}")
        cell.source = "import time\n\ninicio = time.process_time()\n" + cell.source
    return chosen


@operation("imprime")
def prints(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng)
    for id_ in chosen:
        nb.put(id_, nb.right(id_).after_right("print('sale', ok)\nreturn ok") + "\n\n\nprint('celda lista')")
    return chosen


@operation("pregunta_con_input")
def asks_input(nb: Notebook, rng: random.Random):
    """``input()`` en una celda propia o en la respuesta, detrás de la función."""
    chosen = nb.take(rng)
    for id_ in chosen:
        line = "nombre = input('¿Cómo te llamas? ')\nprint('Hola,', nombre)"
        if rng.random() < 0.5:
            nb.place(nb.own(line), before=nb.find(ANSWER, id_))
        else:
            nb.put(id_, f"{nb.right(id_)}\n\n\n{line}")
    return chosen


@operation("importa_sin_usar")
def idle_import(nb: Notebook, rng: random.Random):
    """Un ``import`` de lo que al calificar no está, arriba de la respuesta y sin usarlo en ella."""
    chosen = nb.take(rng)
    for id_ in chosen:
        lines = (
            "import torch",
            "import torch\nimport torch.nn.functional as F",
            "from torch import tensor",
            "import sympy",
            "import course_lib",
            "import pandas_que_no_tengo" if rng.random() < 0.1 else "import torch as t",
        )
        nb.put(id_, f"{rng.choice(lines)}\n\n\n{nb.right(id_)}")
    return chosen


@operation("importa_para_probar")
def import_to_try(nb: Notebook, rng: random.Random):
    """Una auxiliar y una prueba con torch en la misma celda: la respuesta usa solo la auxiliar."""
    chosen = nb.take(rng)
    for id_ in chosen:
        helper, answer = with_helper(nb.right(id_), f"mi_{id_}")
        trial = "import torch\n\nprint(torch.ones(2).sum())"
        nb.place(nb.own(f"{trial}\n\n\n{helper}"), before=nb.find(ANSWER, id_))
        nb.put(id_, answer)
    return chosen


@operation("modulo_escrito_en_el_cuaderno")
def written_module(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng)
    for id_ in chosen:
        helper, answer = with_helper(nb.right(id_), "calcula")
        name = f"mis_cuentas_{len(nb.taken)}"
        cell = nb.own(f"%%writefile {name}.py\nimport numpy as np\n\n\n{helper}")
        nb.place(cell, before=nb.find(ANSWER, id_))
        nb.put(id_, f"from {name} import calcula\n\n\n{answer}")
    return chosen


@operation("preparacion_cambiada")
def edited_preparation(nb: Notebook, rng: random.Random):
    """Algo propio en la primera celda, que estaba bloqueada: fuera de JupyterLab no se nota."""
    chosen = nb.take(rng)
    extra = rng.choice(("import numpy\nimport math", "from functools import reduce\nimport numpy", "import numpy"))
    nb.top.source += f"\n{extra}"
    for id_ in chosen:
        nb.put(id_, nb.right(id_).with_body(f"assert numpy.pi > 3\n{nb.right(id_).body}"))
    return chosen


@operation("auxiliar_en_celda_publicada")
def helper_in_published_cell(nb: Notebook, rng: random.Random):
    """La auxiliar está en la celda de ejemplo de encima, que se publicó para jugar con ella."""

    def above(id_: str) -> Cell | None:
        before = nb.cells[: nb.index(nb.find(ANSWER, id_))]
        return next((c for c in reversed(before) if c.kind == "code" and c.role is None and c is not nb.top), None)

    chosen = nb.take(rng, 1, only=lambda id_: above(id_) is not None)
    for id_ in chosen:
        helper, answer = with_helper(nb.right(id_), f"mi_{id_}")
        above(id_).source += f"\n\n\n{helper}"
        nb.put(id_, answer)
    return chosen


# Lo que se escribe alrededor.


@operation("borra_nombres_al_final")
def clears_names(nb: Notebook, rng: random.Random):
    """La última celda hace limpieza."""
    lines = ("del np", "%reset -f", "np = None", "from math import *\nimport math as np")
    nb.place(nb.own(rng.choice(lines)))
    return nb.ids


@operation("celda_propia_con_error")
def failing_cell(nb: Notebook, rng: random.Random):
    lines = (
        "def a_medias(x:\n    return x",
        "raise RuntimeError('esto no lo he acabado')",
        "no_existe + 1",
        "import sys\n\nsys.exit()",
        "1 / 0",
        "for i in range(3)\n    print(i)",
        "    print('mal sangrado')\n  print('peor')",
    )
    nb.place(nb.own(rng.choice(lines)), before=rng.choice(nb.cells[3:]))
    return nb.ids


@operation("figura_o_widget")
def plots_and_widgets(nb: Notebook, rng: random.Random):
    """Una figura o un deslizador, en una celda propia o en la de una respuesta."""
    lines = (
        "import matplotlib.pyplot as plt\n\nplt.plot([1, 2, 4])\nplt.show()",
        "from ipywidgets import interact\n\n\n@interact(x=3)\ndef _mira(x):\n    print(x)",
        "from IPython.display import HTML, display\n\ndisplay(HTML('<b>hola</b>'))",
        "import ipywidgets as widgets\n\nwidgets.IntSlider()",
    )
    id_ = nb.pick(rng)
    if id_ is None:
        return None
    cell = nb.find(ANSWER, id_)
    if rng.random() < 0.5:
        cell.source = f"{rng.choice(lines)}\n\n\n{cell.source}"
        nb.taken.add(id_)
    else:
        nb.place(nb.own(rng.choice(lines)), before=cell)
    return [id_]


@operation("hilo_en_marcha")
def live_thread(nb: Notebook, rng: random.Random):
    """Un cronómetro que sigue contando mientras se ejecuta lo demás."""
    cell = "import threading\n\nreloj = threading.Timer(3600, print)\nreloj.daemon = True\nreloj.start()"
    nb.place(nb.own(cell), after=nb.top)
    return nb.ids


@operation("preparacion_repetida")
def repeated_preparation(nb: Notebook, rng: random.Random):
    """La primera celda, copiada más abajo con alguna cosa más."""
    twin = copy.deepcopy(nb.top)
    twin.id = "preparacion-bis"
    twin.metadata = twin.metadata if rng.random() < 0.5 else {}
    nb.place(twin, before=rng.choice(nb.cells[2:]))
    return nb.ids


# Lo que les pasa a las celdas de las respuestas, estén bien o mal.


@operation("magia_de_celda")
def cell_magic(nb: Notebook, rng: random.Random):
    cell = nb.claim(rng)
    if cell is None:
        return None
    cell.source = f"{rng.choice(('%%time', '%%capture', '%%capture salida'))}\n{cell.source}"
    return [cell.of]


@operation("magia_de_linea")
def line_magic(nb: Notebook, rng: random.Random):
    cell = nb.claim(rng)
    if cell is None:
        return None
    forms = (
        "%matplotlib inline\n{}",
        "%load_ext autoreload\n%autoreload 2\n{}",
        "%precision 4\n{}",
        "{}\n\n\n%timeit -n 1 -r 1 np.ones(3).sum()",
        "{}\n\n%time np.ones(3).sum()",
        "{}\nnp.outer?",
        "?np.outer\n{}",
    )
    cell.source = rng.choice(forms).format(cell.source)
    return [cell.of]


@operation("orden_del_sistema")
def shell_command(nb: Notebook, rng: random.Random):
    """Una línea con ``!``, de las de instalar o mirar la carpeta, encima de la función."""
    cell = nb.claim(rng)
    if cell is None:
        return None
    cell.source = f"{rng.choice(('!echo hola', '!ls', 'archivos = !ls'))}\n{cell.source}"
    return [cell.of]


@operation("dentro_de_un_bloque")
def in_a_block(nb: Notebook, rng: random.Random):
    """La definición entera dentro de un ``if``, un ``try``, un ``for`` o un ``with``."""
    cell = nb.claim(rng, only=lambda id_: _plain_code(nb.find(ANSWER, id_)))
    if cell is None:
        return None
    cell.source = _in_block(cell.source, rng)
    return [cell.of]


def _plain_code(cell: Cell) -> bool:
    try:
        compile(cell.source, "celda", "exec")
    except (SyntaxError, ValueError):
        return False
    return bool(cell.source.strip()) and "raise NotImplementedError" not in cell.source


def _in_block(source: str, rng: random.Random) -> str:
    forms = (
        "if True:\n{}",
        "try:\n{}\nexcept ImportError:\n    pass",
        "for vez in range(1):\n{}",
        "with np.errstate(all='ignore'):\n{}",
        "if 2 > 1:\n{}\nelse:\n    print('nunca')",
    )
    return rng.choice(forms).format(indent(source))


@operation("celda_sangrada")
def indented_cell(nb: Notebook, rng: random.Random):
    """Toda la celda con cuatro espacios delante: IPython la acepta."""
    cell = nb.claim(rng, only=lambda id_: _plain_code(nb.find(ANSWER, id_)))
    if cell is None:
        return None
    cell.source = indent(cell.source)
    return [cell.of]


@operation("celda_partida")
def split_cell(nb: Notebook, rng: random.Random):
    """«Dividir celda»: las dos mitades se quedan con los metadatos."""
    chosen = nb.take(rng)
    for id_ in chosen:
        right = nb.right(id_)
        helper, answer = with_helper(right, f"mi_{id_}")
        halves = rng.choice(
            (
                [helper, answer],
                [str(right), f"print({id_})"],
                [f"'''Aquí va {id_}'''", helper, answer],
                [str(right), "# pruebas", "print(np.ones(2))"],
            )
        )
        low = nb.put(id_, halves[-1])
        for half in halves[:-1]:
            up = copy.deepcopy(low)
            up.source, up.id = half, f"mitad-{nb.made}-{len(nb.cells)}"
            nb.place(up, before=low)
        if rng.random() < 0.5:  # cuál conserva el id depende del programa
            first = nb.cells[nb.index(low) - len(halves) + 1]
            first.id, low.id = low.id, first.id
    return chosen


@operation("celdas_juntadas")
def merged_cells(nb: Notebook, rng: random.Random):
    """«Combinar celdas»: queda una, con los metadatos de la primera."""
    answer = nb.claim(rng, only=lambda id_: nb.find(TEST, id_) is not None)
    if answer is None:
        return None
    test = nb.find(TEST, answer.of)
    before = [c for c in nb.cells[: nb.index(answer)] if c.kind == "code" and c.role is None and c is not nb.top]
    if before and rng.random() < 0.5:
        # La primera es una celda de ejemplo: la respuesta pierde sus metadatos.
        before[-1].source += f"\n\n\n{answer.source}"
        nb.remove(answer)
    else:
        answer.source += f"\n\n\n{test.source}"
        nb.remove(test)
    return [answer.of]


@operation("celda_movida")
def moved_cell(nb: Notebook, rng: random.Random):
    id_ = nb.pick(rng)
    if id_ is None:
        return None
    answer, test = nb.find(ANSWER, id_), nb.find(TEST, id_)
    where = rng.choice(("arriba", "abajo", "sin su prueba"))
    nb.remove(answer)
    if where == "arriba":
        nb.place(answer, after=nb.top)
    elif where == "abajo":
        nb.place(answer)
        if test is not None:
            nb.remove(test)
            nb.place(test)
    else:  # queda por debajo de su check, que en casa no la encuentra
        nb.place(answer)
    return [id_]


@operation("pruebas_al_final")
def tests_at_the_end(nb: Notebook, rng: random.Random):
    for cell in [c for c in nb.cells if c.role == TEST]:
        nb.remove(cell)
        nb.place(cell)
    return nb.ids


@operation("celda_duplicada")
def duplicated_cell(nb: Notebook, rng: random.Random):
    """Copiada y pegada, con sus metadatos; a veces las dos versiones no son iguales."""
    chosen = nb.take(rng)
    for id_ in chosen:
        cell = nb.find(ANSWER, id_)
        twin = copy.deepcopy(cell)
        twin.id = f"copia-{len(nb.cells)}"
        right, wrong = str(nb.right(id_)), spoil(nb.right(id_), rng)
        cell.source, twin.source = rng.choice(((right, right), (wrong, right), (right, wrong), (right, "")))
        nb.place(twin, **({"after": cell} if rng.random() < 0.6 else {}))
    return chosen


@operation("borrada_y_reescrita")
def retyped(nb: Notebook, rng: random.Random):
    """La celda de respuesta se borró y la función está en una propia, sin id ni metadatos."""
    id_ = nb.pick(rng)
    if id_ is None:
        return None
    cell = nb.find(ANSWER, id_)
    source = cell.source
    if id_ not in nb.taken and _plain_code(cell):
        extras = ("%%time\n{}", "%matplotlib inline\n{}", "!echo hola\n{}", "{}", "{}", "# reescrita\n{}")
        source = _in_block(source, rng) if rng.random() < 0.4 else rng.choice(extras).format(source)
        nb.taken.add(id_)
    fresh = nb.own(source)
    fresh.role, fresh.of = ANSWER, id_
    nb.place(fresh, before=cell)
    nb.remove(cell)
    return [id_]


@operation("reescrita_y_comprobada_en_otro_sitio")
def retyped_elsewhere(nb: Notebook, rng: random.Random):
    """La original sigue como se publicó, o comentada; la buena y su ``check`` están en celdas propias."""
    chosen = nb.take(rng)
    for id_ in chosen:
        cell = nb.find(ANSWER, id_)
        original = next(c for c in Notebook(nb.assignment).cells if c.role == ANSWER and c.of == id_).source
        cell.source = rng.choice((original, f"# {id_}: hecha abajo", ""))
        nb.place(nb.own(str(nb.right(id_))))
        nb.place(nb.own(f"check({id_})"))
    return chosen


@operation("varios_ejercicios_en_una_celda")
def several_in_one(nb: Notebook, rng: random.Random):
    chosen = nb.take(rng, rng.choice((2, 3)))
    if len(chosen) < 2:
        nb.taken.difference_update(chosen)
        return None
    first, *rest = (nb.find(ANSWER, id_) for id_ in chosen)
    first.source = "\n\n\n".join(str(nb.right(id_)) for id_ in chosen)
    for cell in rest:
        if rng.random() < 0.5:
            nb.remove(cell)
        else:
            cell.source = "# hecho arriba"
    return chosen


@operation("todo_en_una_celda")
def all_in_one(nb: Notebook, rng: random.Random):
    """Una celda grande con todo, arriba; o abajo y con los ``check`` dentro."""
    if nb.taken:
        return None
    nb.taken.update(nb.ids)
    answers = [nb.find(ANSWER, id_) for id_ in nb.ids]
    good = [c for c in answers if _plain_code(c)]
    for cell in answers:
        nb.remove(cell)
    big = nb.own("\n\n\n".join(c.source for c in good) or "# nada todavía")
    if rng.random() < 0.5:
        nb.place(big, after=nb.top)
    else:
        big.source += "\n\n\n" + "\n".join(f"check({c.of})" for c in good)
        nb.place(big)
    return nb.ids


@operation("celda_de_otro_tipo")
def other_kind(nb: Notebook, rng: random.Random):
    """Una tecla de más (M, R) convierte la respuesta o su prueba en texto."""
    id_ = nb.pick(rng)
    if id_ is None:
        return None
    cell = rng.choice([nb.find(ANSWER, id_), nb.find(TEST, id_) or nb.find(ANSWER, id_)])
    cell.kind = rng.choice(("markdown", "raw"))
    return [id_]


@operation("celda_publicada_borrada")
def deleted_published(nb: Notebook, rng: random.Random):
    cells = [c for c in nb.cells if c.role is None and c.kind == "code" and not c.id.startswith("propia")]
    nb.remove(rng.choice(cells))
    return nb.ids


# Lo que les pasa a las celdas de corrección.


@operation("prueba_borrada")
def deleted_test(nb: Notebook, rng: random.Random):
    there = [c for c in nb.cells if c.role == TEST]
    gone = rng.sample(there, rng.randint(1, len(there))) if there else []
    for cell in gone:
        nb.remove(cell)
    return [cell.of for cell in gone]


@operation("prueba_cambiada")
def edited_test(nb: Notebook, rng: random.Random):
    there = [c for c in nb.cells if c.role == TEST]
    if not there:
        return None
    cell = rng.choice(there)
    forms = (
        "check({})  # ¡por fin!",
        "check({});",
        "print('a ver…')\ncheck({})",
        "# check({})",
        "assert check({}) is None",
        "%%time\ncheck({})",
        "mi_funcion = {0}\ncheck(mi_funcion)",
        "import autograder\n\nautograder.check({})",
        "from autograder import check as comprueba\n\ncomprueba({})",
        "hint({0})\ncheck({0})",
    )
    cell.source = rng.choice(forms).format(cell.of)
    return [cell.of]


@operation("pruebas_en_un_bucle")
def tests_in_a_loop(nb: Notebook, rng: random.Random):
    there = [c for c in nb.cells if c.role == TEST]
    if not there:
        return None
    for cell in there:
        nb.remove(cell)
    names = ", ".join(f"'{cell.of}'" for cell in there)
    nb.place(nb.own(f"for nombre in [{names}]:\n    if nombre in globals():\n        check(globals()[nombre])"))
    return [cell.of for cell in there]


# La pregunta escrita.


@operation("ensayo_en_varias_celdas")
def split_essay(nb: Notebook, rng: random.Random):
    """Dividida: cada trozo se queda con los metadatos, o es una celda nueva."""
    if not nb.essays:
        return None
    cell = nb.essays[0]
    cell.source = f"**Tu respuesta**\n\n{ESSAYS[0]}"
    for piece in rng.sample(ESSAYS[1:], rng.randint(1, 2)):
        twin = copy.deepcopy(cell) if rng.random() < 0.6 else nb.own("", "markdown")
        twin.source, twin.id, twin.role = piece, f"trozo-{len(nb.cells)}", ESSAY
        nb.place(twin, after=cell)
    return [cell.of]


@operation("ensayo_reescrito")
def retyped_essay(nb: Notebook, rng: random.Random):
    """Borrada la celda, el texto está en otra: sin metadatos, al final, o como texto sin formato."""
    if not nb.essays:
        return None
    cell = nb.essays[0]
    fresh = nb.own(rng.choice(ESSAYS), rng.choice(("markdown", "markdown", "raw")))
    fresh.role, fresh.of = ESSAY, cell.of
    nb.place(fresh, **({"before": cell} if rng.random() < 0.5 else {}))
    nb.remove(cell)
    return [cell.of]


# Lo que le pasa al archivo.


@operation("sin_metadatos")
def no_metadata(nb: Notebook, rng: random.Random):
    """Otro programa lo guardó sin metadatos, y quizá sin ids."""
    ids = rng.choice(("se quedan", "no hay", "son otros"))
    for number, cell in enumerate(nb.cells):
        cell.metadata = {}
        cell.id = {"se quedan": cell.id, "no hay": None, "son otros": f"otro-{number}"}[ids]
    nb.metadata = rng.choice((nb.metadata, {}))
    return [*nb.ids, *(c.of for c in nb.essays[:1])]


@operation("metadatos_de_una_celda_perdidos")
def one_cell_without_metadata(nb: Notebook, rng: random.Random):
    cell = rng.choice([c for c in nb.cells if c.role])
    cell.metadata, cell.id = {}, f"otra-{len(nb.cells)}"
    return [cell.of]


@operation("fin_de_linea_de_windows")
def crlf(nb: Notebook, rng: random.Random):
    nb.line_ends = "\r\n"
    return [*nb.ids, *(c.of for c in nb.essays[:1])]


@operation("marca_de_orden_de_bytes")
def byte_order_mark(nb: Notebook, rng: random.Random):
    nb.mark = b"\xef\xbb\xbf"
    return [*nb.ids, *(c.of for c in nb.essays[:1])]
