"""Una clase con las carpetas como llegan: a nadie se le pone un cero por cómo guardó su trabajo."""

import io
import unicodedata
import zipfile

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.handed import collect
from autograder.grading.student_ids import written
from autograder.grading.submission import read_submission
from autograder.notebook.roles import Published

RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
NAME = "00_presentacion"


def zipped(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, content)
        archive.writestr(f"__MACOSX/._{name}", b"\0")
    return made.getvalue()


@pytest.fixture
def messy(classroom, lesson00, t1):
    """La clase, ya puesta: cada carpeta se llama como lo que le pasa."""
    right, blank = lesson00.draft().put("primer_gradiente", RIGHT).to_bytes(), lesson00.draft().to_bytes()
    for path, content in {
        f"bien/{NAME}/{NAME}.ipynb": right,
        f"sin_tarea/{NAME}.ipynb": right,
        f"anidada/{NAME}/entrega/{NAME}.ipynb": right,
        f"zip/{NAME}/T.zip": zipped(f"{NAME}.ipynb", right),
        f"txt/{NAME}/{NAME}.ipynb.txt": right,
        f"copia/{NAME}/{NAME}.ipynb": blank,
        f"copia/{NAME}/{NAME} (1).ipynb": right,
        f"{unicodedata.normalize('NFD', 'José')}/{NAME}/{NAME}.ipynb": right,
        f"en_blanco/{NAME}/{NAME}.ipynb": blank,
        f"basura/{NAME}/.DS_Store": b"\0",
        f"pdf/{NAME}/\x1b[2Jinforme.pdf": b"%PDF-1.7",
        f"otra/{NAME}/{NAME}.ipynb": t1.draft().solve().to_bytes(),
        f"__MACOSX/bien/{NAME}/._{NAME}.ipynb": b"\0",
        "lost+found/x": b"\0",
        "lola/tarea_jacobiano/tarea_jacobiano.ipynb": t1.draft().to_bytes(),
    }.items():
        target = classroom.submitted / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return classroom


WORKED = {"bien", "sin_tarea", "anidada", "zip", "txt", "copia", "José"}
NOTHING = {"en_blanco", "basura"}
UNKNOWN = {"pdf", "otra"}


def test_cada_carpeta_tiene_la_nota_de_lo_que_trae_y_lo_que_no_se_entiende_espera(messy):
    run = messy.grade()
    students = run.grades["students"]
    assert set(students) == WORKED | NOTHING | UNKNOWN
    points = {student: found["exercises"]["primer_gradiente"]["points"] for student, found in students.items()}
    assert points == dict.fromkeys(WORKED, 1.0) | dict.fromkeys(NOTHING, 0.0) | dict.fromkeys(UNKNOWN)
    assert set(run.grades["ignored"]) == {"__MACOSX", "lost+found", "lola"} and run.code == 1
    assert "No son de nadie y no se han mirado: __MACOSX, lola, lost+found." in run.out
    said = {student: " ".join(found["messages"]) for student, found in students.items()}
    assert said["bien"] == said["sin_tarea"] == said["José"] == said["en_blanco"] == ""
    assert "«T.zip/00_presentacion.ipynb»" in said["zip"] and "está en blanco" in said["copia"]
    assert "No hay cuaderno" in said["basura"] and "informe.pdf" in said["pdf"] and "\x1b" not in str(run.grades)
    assert "es el cuaderno de tarea_jacobiano" in said["otra"]
    # Solo lo que nadie ha juzgado espera: lo demás no se repite ni cambia.
    assert messy.grade().grades == run.grades


def test_la_lista_dice_quien_es_quien_y_quien_falta(messy):
    roster = messy.folder / "lista.csv"
    people = [*sorted(WORKED - {"José", "bien"}), "JOSÉ", "bién", "lola", "zoe", "jose luis"]
    text = "Usuario;Nombre;Apellidos;Correo\r\n" + "".join(f"{p};{p.title()};Pérez;{p}@x.es\r\n" for p in people)
    roster.write_bytes(text.encode("cp1252"))
    run = messy.grade("--roster", str(roster))
    students = run.grades["students"]
    said = {student: " ".join(found["messages"]) for student, found in students.items()}
    assert said["José"] == said["sin_tarea"] == ""
    assert "«bien» no está en la lista de clase: revísalo. ¿Es «bién (Bién Pérez)»?" in said["bien"]
    assert "no está en la lista" in said["pdf"] and students["bien"]["score"] == 1.0
    absent = {student for student, found in students.items() if found.get("status") == "not_submitted"}
    assert absent == {"bién", "lola", "zoe", "jose luis"}
    assert all(students[student]["score"] is None and not students[student]["exercises"] for student in absent)
    assert "solo trae otras lecciones: tarea_jacobiano" in said["lola"] and "«bien»" in said["bién"]
    assert "En la lista y sin entrega (4): bién" in run.out
    # Quien pide a una persona, con la lista, solo oye hablar de ella.
    run = messy.grade("--roster", str(roster), "--student", "zip")
    assert set(run.grades["students"]) == {"zip"} and "sin entrega" not in run.out and run.grades["ignored"] == {}


def test_una_hora_que_no_se_entiende_llega_a_las_notas(classroom, lesson00):
    path = classroom.hand_in("ana", lesson00.draft().put("primer_gradiente", RIGHT))
    (path.parent / "timestamp.txt").write_text("el lunes por la tarde", encoding="utf-8")
    run = classroom.grade()
    assert run.grades["students"]["ana"]["score"] == 1.0
    assert "no se entiende la fecha «el lunes por la tarde»" in run.grades["students"]["ana"]["messages"][0]
    assert "ana: De timestamp.txt" in run.out


# — una propiedad: de lo que alguien entregó, nada acaba en un cero sin decirlo —

PLACES = [
    "",
    f"{NAME}/",
    f"{NAME}/mi entrega/",
    f"{NAME.upper()}/",
    "Mis cosas/",
    f"{NAME}/.ipynb_checkpoints/",
    "todo.zip/",
    f"{NAME}/a.zip/b/",
]
FILES = [
    f"{NAME}.ipynb",
    f"{NAME} (1).ipynb",
    f"{NAME}.ipynb.txt",
    "T1.IPYNB",
    "entrega",
    "a\x1b[1m.json",
    ".oculto.ipynb",
    "ñ.docx",
]
TRASH = [
    f"{NAME}/.DS_Store",
    "__MACOSX/._a.ipynb",
    f"{NAME}/Thumbs.db",
    f"{NAME}/.git/config",
    f"{NAME}/__pycache__/a.pyc",
]


class Drafts:
    """Lo que puede traer un archivo, por su clase. Con nombre corto: hypothesis enseña lo que recibe una prueba."""

    def __init__(self, mine, other):
        blank = mine.to_bytes()
        solved = mine.put("primer_gradiente", RIGHT).to_bytes()
        self.published = Published(nbformat.reads(blank, as_version=4).cells)
        self.files = {
            "hecho": solved,
            "hecho de otra manera": mine.put("primer_gradiente", f"{RIGHT} + 0.0").to_bytes(),
            "hecho en UTF-16": solved.decode().encode("utf-16"),
            "en blanco": blank,
            "de otra tarea": other.to_bytes(),
            "cortado": solved[:500],
            "otra cosa": b"%PDF-1.7",
        }

    def __repr__(self):
        return "…"


@pytest.fixture(scope="module")
def drafts(lesson00, t1):
    return Drafts(lesson00.draft(), t1.draft().solve())


def put(folder, files):
    """Escribe unos archivos; lo que va en ``….zip/`` se mete en ese zip."""
    zips = {}
    for path, content in files.items():
        before, zip_, inside = path.partition(".zip/")
        if zip_:
            zips.setdefault(f"{before}.zip", {})[inside] = content
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    for path, members in zips.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)


@given(st.data())
def test_nada_de_lo_que_alguien_entrego_acaba_en_un_cero_sin_decirlo(tmp_path_factory, drafts, data):
    where = st.tuples(st.sampled_from(PLACES), st.sampled_from(FILES)).map("".join)
    kinds = data.draw(st.dictionaries(where, st.sampled_from(sorted(drafts.files)), max_size=4))
    trash = data.draw(st.lists(st.sampled_from(TRASH), max_size=3))
    folder = tmp_path_factory.mktemp("carpeta") / "ana"
    folder.mkdir()
    put(folder, {path: drafts.files[kind] for path, kind in kinds.items()} | dict.fromkeys(trash, b"\0"))

    found = read_submission(collect(folder, NAME, [NAME, "tarea_jacobiano"]), NAME, drafts.published)
    happened = f"{kinds} {found.messages}"
    answered = found.notebook is not None and any(RIGHT in piece.cell.source for piece in found.notebook.pieces)
    if any(kind.startswith("hecho") for kind in kinds.values()):
        assert answered or found.notebook is None, happened
    elif {"cortado", "otra cosa"} & set(kinds.values()):
        assert found.notebook is None, happened
    if set(kinds.values()) <= {"en blanco"}:
        assert found.notebook is not None and not answered, happened
    if found.notebook is None:  # se dice qué hay, por su nombre
        names = [written(path.rpartition("/")[2])[:8] for path in kinds]
        assert any(name in found.messages[-1] for name in names), happened
    assert all(message.isprintable() for message in found.messages), happened
