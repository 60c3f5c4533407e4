"""Las clases de entrega que hay en un aula: bien hechas, equivocadas, a medias y rotas.

Cada una parte del cuaderno publicado, escribe en él como lo haría un
estudiante y anota lo que le corresponde sacar. Ninguna mira al calificador.
"""

import copy
import random
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from autograder.authoring.sources import alternatives, is_written, nbgrader_of, solution_code
from autograder.errors import MEND, CourseError
from autograder.exercise import Exercise, Misconception, exercises_of
from autograder.judging.answer import flaw, right_answer
from autograder.judging.cases import Case
from autograder.judging.notebook_code import called_names
from autograder.notebook import node
from autograder.notebook.individual import individual, pages_of
from autograder.notebook.roles import ANSWER_STUB
from autograder.notebook.variant_code import write_code
from autograder.simulation import student_code
from autograder.simulation.student_code import Function, split_function

PASS, FAIL, MISSING, ERROR, NOT_JUDGED = "pass", "fail", "missing", "error", "not_judged"

WRITTEN = (
    "Desde la pérdida cada producto es matriz por vector. Con n = 200 tardé 15 veces menos y no 160: la memoria manda.",
    "Lo que viaja hacia atrás es un vector. Hay que guardar las activaciones, porque se vuelve cuando ya han pasado.",
    "Empezar por la entrada ganaría con una entrada y mil salidas. Me equivoqué en la ReLU: puse >= en vez de >.",
    "Creo que da igual el orden porque el producto de matrices es asociativo, pero en mi ordenador no tardan lo mismo.",
)


class Course:
    """Lo que hace falta de una tarea para inventar entregas."""

    def __init__(self, root: Path, assignment: str):
        path = root / "notebooks" / f"{assignment}.ipynb"
        if not path.is_file():
            known = ", ".join(sorted(p.stem for p in path.parent.glob("*.ipynb"))) or "ninguna"
            raise CourseError(f"No existe notebooks/{assignment}.ipynb. Tareas que hay: {known}.")
        self.text = path.read_text(encoding="utf-8")
        self.exercises: dict[str, Exercise] = exercises_of(assignment)
        if not self.exercises:
            raise CourseError(f"{assignment} no tiene ejercicios que entregar.")
        self.root, self.assignment = root, assignment
        self.others, self.right = _answers(root, assignment, 0)

    def individual(self, numbers: Mapping[str, int]) -> "Course":
        """El mismo, para quien tiene esas variantes."""
        own, release = copy.copy(self), node.loads(self.text)
        release.cells = individual(
            release.cells, pages_of(self.assignment), numbers, write_code(self.assignment, numbers)
        )
        own.text = node.dumps(release)
        own.exercises = {id_: e.variant(numbers.get(id_, 0)) for id_, e in self.exercises.items()}
        answers = {id_: _answers(self.root, self.assignment, e.number) for id_, e in own.exercises.items()}
        own.others = {id_: others[id_] for id_, (others, _) in answers.items()}
        own.right = {id_: right[id_] for id_, (_, right) in answers.items()}
        return own


@lru_cache(maxsize=16)
def _answers(root: Path, assignment: str, number: int) -> tuple[dict[str, list[str]], dict[str, Function]]:
    """Las otras soluciones y las buenas de una tarea, con los enunciados de esa variante."""
    ids = exercises_of(assignment)
    code, written = (read(root, assignment, number) for read in (solution_code, alternatives))
    others = {id_: written.get(id_, []) for id_ in ids}
    return others, {id_: split_function(id_, _alone(id_, [code[id_], *others[id_]], ids)) for id_ in ids}


def _alone(id_: str, solutions: list[str], ids: Collection[str]) -> str:
    """Una respuesta correcta que no llame a otro ejercicio: así el error de uno no estropea los demás."""
    rest = set(ids) - {id_}
    return next((s for s in solutions if not rest & called_names(s)), solutions[0])


class Submission:
    """La entrega de un estudiante mientras se escribe, y lo que debe sacar en cada ejercicio."""

    def __init__(self, course: Course):
        import nbformat

        self.course = course
        self.nb = nbformat.reads(course.text, as_version=4)
        self.expected: dict[str, tuple[str, str | None]] = {id_: (MISSING, None) for id_ in course.exercises}
        self.cut = False

    @property
    def ids(self) -> list[str]:
        return list(self.course.exercises)

    def right(self, id_: str) -> Function:
        return self.course.right[id_]

    def position(self, grade_id: str) -> int:
        return next(i for i, c in enumerate(self.nb.cells) if nbgrader_of(c).get("grade_id") == grade_id)

    def put(self, id_: str, source: str, status: str, diagnosis: str | None = None) -> None:
        """Escribe una respuesta y anota qué le corresponde."""
        self.nb.cells[self.position(id_)].source = source
        self.expected[id_] = (status, diagnosis)

    def solve(self, *ids: str) -> None:
        for id_ in ids or self.ids:
            self.put(id_, str(self.right(id_)), PASS)

    def answer_question(self, rng: random.Random) -> None:
        for cell in self.nb.cells:
            if is_written(cell):
                question = cell.source.replace(ANSWER_STUB, "").rstrip()
                cell.source = f"{question}\n\n{rng.choice(WRITTEN)}".lstrip()

    def commit(self, id_: str, misconception: Misconception) -> None:
        """Escribe la respuesta de quien comete esa confusión."""
        exercise = self.course.exercises[id_]
        source = student_code.mistaken(exercise, misconception, self.right(id_))
        self.put(id_, source, consequence(exercise, misconception), misconception.name)

    def to_bytes(self) -> bytes:
        import nbformat

        self._on_its_own()
        data = (nbformat.writes(self.nb, version=4).rstrip("\n") + "\n").encode("utf-8")
        return data[: len(data) * 6 // 10] if self.cut else data

    def _on_its_own(self) -> None:
        """Quien llama a otra respuesta suya que no está bien se trae aparte una buena: cada error cuenta una vez."""
        bad = [id_ for id_, (status, _) in self.expected.items() if status != PASS]
        for cell in self.nb.cells:
            id_ = nbgrader_of(cell).get("grade_id")
            for other in bad:
                call = re.compile(rf"\b{other}\(")
                if id_ in self.expected and id_ != other and call.search(cell.source):
                    own = f"mi_{other}"
                    helper = self.right(other).with_body(self.right(other).body, name=own)
                    cell.source = f"{helper}\n\n\n{call.sub(f'{own}(', cell.source)}"

    def truth(self, kind: str) -> dict:
        """Lo que debe salir al calificarla, en el formato de ``truth.json``."""
        exercises = {}
        for id_, (status, diagnosis) in self.expected.items():
            points = {PASS: float(self.course.exercises[id_].points), NOT_JUDGED: None}.get(status, 0.0)
            exercises[id_] = {"status": status, "points": points, "diagnosis": diagnosis}
        points = [e["points"] for e in exercises.values()]
        return {"kind": kind, "score": None if None in points else sum(points), "exercises": exercises}


def consequence(exercise: Exercise, misconception: Misconception) -> str:
    """``fail`` o ``error``: lo que pasa en el primer ejemplo en que la confusión se nota.

    Errores
        CourseError si no se nota en ningún caso público.
    """
    answer = right_answer(exercise)
    with np.errstate(all="ignore"):
        for inputs in (*exercise.examples, *exercise.edge_cases):
            ok = answer(**inputs)
            try:
                wrong = misconception.wrong(ok, **inputs)
            except Exception:
                return ERROR
            if flaw(exercise, Case(inputs, ok, ""), wrong) is not None:
                return FAIL
    why = f"La confusión «{misconception.name}» de «{exercise.id}» acierta en todos los casos públicos."
    raise CourseError(why, MEND)


def all_right(s: Submission, rng: random.Random) -> None:
    s.solve()


def other_solutions(s: Submission, rng: random.Random) -> None:
    s.solve()
    for id_, sources in s.course.others.items():
        if sources:
            s.put(id_, rng.choice(sources), PASS)


def blank(s: Submission, rng: random.Random) -> None:
    """No toca nada: todo queda como se publicó."""


def half_done(s: Submission, rng: random.Random) -> None:
    done = s.ids[: len(s.ids) // 2]
    if done:
        s.solve(*done)


def broken_syntax(s: Submission, rng: random.Random) -> None:
    s.solve()
    id_ = rng.choice(s.ids)
    s.put(id_, student_code.syntax_error(s.right(id_)), ERROR)


def endless_loop(s: Submission, rng: random.Random) -> None:
    s.solve()
    id_ = rng.choice(s.ids)
    s.put(id_, student_code.endless(s.right(id_)), ERROR)


def deleted_answer(s: Submission, rng: random.Random) -> None:
    s.solve()
    id_ = rng.choice(s.ids)
    del s.nb.cells[s.position(id_)]
    s.expected[id_] = (MISSING, None)


def deleted_test(s: Submission, rng: random.Random) -> None:
    s.solve()
    del s.nb.cells[s.position(s.course.exercises[rng.choice(s.ids)].test_id)]


def duplicated_answer(s: Submission, rng: random.Random) -> None:
    """Copia dos celdas de respuesta: en una la buena es la última; en la otra, la mala."""
    s.solve()
    mended, spoiled = rng.sample(s.ids, 2) if len(s.ids) > 1 else (s.ids[0], None)
    _add_copy(s, mended)
    misconception = rng.choice(s.course.exercises[mended].misconceptions)
    first = student_code.mistaken(s.course.exercises[mended], misconception, s.right(mended))
    s.nb.cells[s.position(mended)].source = first
    if spoiled:
        _add_copy(s, spoiled)
        misconception = rng.choice(s.course.exercises[spoiled].misconceptions)
        s.commit(spoiled, misconception)
        # put escribe en la primera; aquí la confusión va en la última.
        first, last = s.nb.cells[s.position(spoiled)], s.nb.cells[s.position(spoiled) + 1]
        first.source, last.source = last.source, first.source


def _add_copy(s: Submission, id_: str) -> None:
    """Pega una copia de la celda justo debajo, como hace JupyterLab: mismos metadatos y otro id."""
    place = s.position(id_)
    twin = copy.deepcopy(s.nb.cells[place])
    twin.id = f"copia-{place}"
    s.nb.cells.insert(place + 1, twin)


def cut_file(s: Submission, rng: random.Random) -> None:
    s.solve()
    s.cut = True
    s.expected = {id_: (NOT_JUDGED, None) for id_ in s.ids}


def renamed_function(s: Submission, rng: random.Random) -> None:
    s.solve()
    id_ = rng.choice(s.ids)
    s.put(id_, student_code.renamed(s.right(id_)), FAIL)


def returns_list(s: Submission, rng: random.Random) -> None:
    _wrong_type(s, rng, student_code.as_list)


def single_precision(s: Submission, rng: random.Random) -> None:
    _wrong_type(s, rng, student_code.as_float32, "precision_float32")


def _wrong_type(
    s: Submission, rng: random.Random, write: Callable[[Function, int], str], diagnosis: str | None = None
) -> None:
    s.solve()
    for id_ in rng.sample(s.ids, min(2, len(s.ids))):
        s.put(id_, write(s.right(id_), len(s.course.exercises[id_].returns)), FAIL, diagnosis)


def prints_a_lot(s: Submission, rng: random.Random) -> None:
    s.solve()
    id_ = rng.choice(s.ids)
    s.put(id_, student_code.talkative(s.right(id_)), PASS)


def own_helper(s: Submission, rng: random.Random) -> None:
    import nbformat

    s.solve()
    id_ = rng.choice(s.ids)
    helper, answer = student_code.with_helper(s.right(id_))
    s.put(id_, answer, PASS)
    s.nb.cells.insert(s.position(id_), nbformat.v4.new_code_cell(helper, id="auxiliar-propia"))


KINDS: dict[str, Callable[[Submission, random.Random], None]] = {
    "todo_bien": all_right,
    "otras_soluciones": other_solutions,
    "en_blanco": blank,
    "a_medias": half_done,
    "error_de_sintaxis": broken_syntax,
    "bucle_infinito": endless_loop,
    "celda_de_respuesta_borrada": deleted_answer,
    "celda_de_correccion_borrada": deleted_test,
    "celda_duplicada": duplicated_answer,
    "archivo_truncado": cut_file,
    "funcion_renombrada": renamed_function,
    "devuelve_lista": returns_list,
    "float32": single_precision,
    "imprime_mucho": prints_a_lot,
    "auxiliar_en_celda_propia": own_helper,
    "sin_pregunta_escrita": all_right,
    "confusiones": all_right,  # después se le reparten las suyas
}
UNANSWERED = {"en_blanco", "a_medias", "sin_pregunta_escrita"}
