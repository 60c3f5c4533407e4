"""Una clase inventada y creíble, con la verdad de lo que debe sacar cada uno.

Sirve para probar el calificador sin datos de nadie. La verdad se decide al
escribir cada entrega, no al calificarla.
"""

import json
import random
import shutil
from pathlib import Path

from autograder import course as config
from autograder.course import find_root
from autograder.errors import CourseError
from autograder.exercise import Exercise, Misconception
from autograder.grading.dealing import deal as deal_variants
from autograder.grading.dealing import dealt_path, read_dealt, write_dealt
from autograder.grading.key import key_path, load_key
from autograder.notebook.variant_code import counts, write_code
from autograder.simulation.kinds import KINDS, UNANSWERED, Course, Submission

TRUTH = "truth.json"

# Una clase de 30, en orden de prioridad: una clase menor se queda con las primeras.
RECIPE = (
    ["todo_bien", "confusiones", "en_blanco", "a_medias", "error_de_sintaxis", "bucle_infinito"]
    + ["celda_de_respuesta_borrada", "celda_duplicada", "archivo_truncado", "confusiones", "confusiones", "confusiones"]
    + ["celda_de_correccion_borrada", "funcion_renombrada", "devuelve_lista", "float32", "auxiliar_en_celda_propia"]
    + ["imprime_mucho", "otras_soluciones", "sin_pregunta_escrita"]
    + ["confusiones"] * 5
    + ["todo_bien", "todo_bien", "otras_soluciones", "todo_bien", "a_medias"]
)


def deal(exercises: dict[str, Exercise], hands: int, rng: random.Random) -> list[dict[str, Misconception]]:
    """Reparte todas las confusiones entre ``hands`` estudiantes, una por ejercicio como mucho.

    Si sobran estudiantes, los que tienen pocas reciben alguna repetida: cada uno
    acaba con tres, o con una por ejercicio si hay menos ejercicios.
    """
    dealt: list[dict[str, Misconception]] = [{} for _ in range(hands)]
    deck = [(id_, m) for id_, e in exercises.items() for m in e.misconceptions]
    for id_, misconception in deck:
        free = [hand for hand in dealt if id_ not in hand]
        if free:
            fewest = min(map(len, free))
            rng.choice([hand for hand in free if len(hand) == fewest])[id_] = misconception
    for hand in dealt:
        for id_ in rng.sample(list(exercises), len(exercises)):
            if len(hand) >= min(3, len(exercises)):
                break
            if exercises[id_].misconceptions:
                hand.setdefault(id_, rng.choice(exercises[id_].misconceptions))
    return dealt


def simulate(root: Path, assignment: str, students: int, seed: int, out: Path, key: bytes | None = None) -> dict:
    """Escribe la clase en ``out`` y devuelve la verdad, que queda en ``out/truth.json``.

    La misma semilla da los mismos bytes. Con ``key``, cada cual tiene las variantes que le tocan con esa clave.

    Errores
        CourseError si falta el cuaderno, si en ``out`` hay entregas de verdad o si una
        confusión no se puede escribir como código.
    """
    if students < 1:
        raise CourseError("Una clase necesita al menos un estudiante: --students 30")
    course, out = Course(Path(root), assignment), Path(out)
    rng = random.Random(f"{assignment}/{seed}")
    kinds = [RECIPE[i % len(RECIPE)] for i in range(students)]
    rng.shuffle(kinds)
    hands = iter(deal(course.exercises, kinds.count("confusiones"), rng))
    width = max(2, len(str(students)))
    truth = {"assignment": assignment, "seed": seed, "students": {}}
    files = {}
    for number, kind in enumerate(kinds, start=1):
        student = f"estudiante{number:0{width}d}"
        submission = Submission(course.individual(deal_variants(key, assignment, student)) if key else course)
        KINDS[kind](submission, rng)
        if kind == "confusiones":
            for id_, misconception in next(hands).items():
                # En una variante, el error típico que ocupa el mismo lugar.
                place = course.exercises[id_].misconceptions.index(misconception)
                own = submission.course.exercises[id_].misconceptions
                submission.commit(id_, own[place % len(own)])
        if kind not in UNANSWERED:
            submission.answer_question(rng)
        files[student] = submission.to_bytes()
        truth["students"][student] = submission.truth(kind)
    _write(out, assignment, files, truth)
    return truth


def _write(out: Path, assignment: str, files: dict[str, bytes], truth: dict) -> None:
    _clear_previous(out)
    for student, data in files.items():
        path = out / student / assignment / f"{assignment}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    (out / TRUTH).write_bytes(text.encode("utf-8"))


def _clear_previous(out: Path) -> None:
    """Borra la simulación anterior y nada más: lo que no escribimos nosotros no se toca."""
    if not out.is_dir():
        return
    try:
        ours = set(json.loads((out / TRUTH).read_text(encoding="utf-8"))["students"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        ours = set()
    folders = sorted(path.name for path in out.iterdir() if path.is_dir())
    theirs = [name for name in folders if name not in ours]
    if theirs:
        raise CourseError(f"En {out} hay entregas que no son de una simulación ({theirs[0]}…). Elige otra con --out.")
    for name in folders:
        shutil.rmtree(out / name)


def run_simulate(args) -> int:
    """`autograder simulate TAREA --students N --seed S --out DIR [--individual]`: inventa una clase."""
    root, assignment, db = find_root(), args.assignment, ""
    if args.db and not args.individual:
        raise CourseError("--db es de --individual: la clave del reparto está junto al gradebook.")
    if args.individual and not counts(assignment):
        raise CourseError(f"Ningún ejercicio de {assignment} declara variantes: quita --individual.")
    key_file = key_path(args.db or config.Course(root).db_url, root) if args.individual else None
    key = load_key(key_file) if key_file else None
    truth = simulate(root, assignment, args.students, args.seed, Path(args.out), key)
    if key_file:
        # Consta lo repartido, como si se hubiera hecho con build --roster.
        register, db = dealt_path(key_file, assignment), f" --db {args.db}" if args.db else ""
        codes = {id_: write_code(assignment, deal_variants(key, assignment, id_)) for id_ in truth["students"]}
        write_dealt(register, (read_dealt(register) or {}) | codes)
    kinds = [student["kind"] for student in truth["students"].values()]
    print(f"{len(kinds)} entregas en {args.out}; lo que debe sacar cada una, en {Path(args.out) / TRUTH}")
    for kind in sorted(set(kinds)):
        print(f"  {kinds.count(kind):3d}  {kind}")
    print(f"Siguiente: autograder grade {assignment} --submitted {args.out}{db}")
    return 0
