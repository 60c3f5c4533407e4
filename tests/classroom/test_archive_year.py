"""El final del curso: un zip con todo, la clase por estrenar, y vuelta atrás. Un corte no pierde nada."""

import json
import os
import shutil
import stat
import zipfile

import pytest
from curso_aparte import LESSON, RIGHT, files_of, grade_in, hand_in, make_course
from entregas import run_cli
from sqlalchemy import create_engine, select

from autograder.classroom.year import closing, snapshot
from autograder.classroom.year.bundle import MANIFEST, is_inside
from autograder.records.tables import OURS, STUDENT, VERDICT

PUBLIC = ("nbgrader_config.py", "solutions/", "notebooks/")


@pytest.fixture(scope="module")
def graded(tmp_path_factory, root, lesson00):
    return make_course(tmp_path_factory.mktemp("fin") / "curso", root, lesson00)


@pytest.fixture
def course(graded, tmp_path):
    """Una copia de la clase para cada prueba."""
    return shutil.copytree(graded, tmp_path / "curso")


@pytest.fixture(scope="module")
def archived(graded, tmp_path_factory):
    """La clase, archivada: la carpeta que queda, el zip y lo que había."""
    folder = shutil.copytree(graded, tmp_path_factory.mktemp("archivada") / "curso")
    (folder / "moodle" / LESSON).mkdir(parents=True)
    for name in (f"moodle/{LESSON}/hoja.csv", "informe_x.html", "notas.json"):
        (folder / name).write_text("zulema7")
    before = files_of(folder)
    run = run_cli(["archive", "--yes"], folder)
    assert run.code == 0, run.err
    (made,) = (folder / "archivos").glob("*.zip")
    return folder, made, before, run


def private(files):
    return {name: raw for name, raw in files.items() if not name.startswith(PUBLIC)}


def test_sin_yes_solo_se_dice_que_se_haria(course):
    before = files_of(course)
    for options in ((), ("--dry-run",), ("--yes", "--dry-run")):
        run = run_cli(["archive", *options], course)
        assert run.code == 0 and "Se archivarían 2 personas" in run.out and "con --yes" in run.out
    assert files_of(course) == before


def test_queda_la_clase_por_estrenar_y_un_zip_que_solo_lee_su_duena(archived):
    folder, made, before, run = archived
    left = private(files_of(folder))
    assert set(left) == {"retropropagacion.key", made.relative_to(folder).as_posix()}
    assert left["retropropagacion.key"] != before["retropropagacion.key"] and len(left["retropropagacion.key"]) == 32
    assert stat.S_IMODE(made.stat().st_mode) == 0o600 or os.name != "posix"
    assert run.out.rstrip().splitlines()[-1].endswith(f"autograder restore {made}")


def test_otra_vez_no_cambia_nada(archived):
    folder, *_ = archived
    before = files_of(folder)
    run = run_cli(["archive", "--yes"], folder)
    assert run.code == 0 and "No hay nada que archivar" in run.out and files_of(folder) == before


def test_restaurado_esta_todo_y_se_puede_seguir_con_el(archived, tmp_path, lesson00):
    _, made, before, _ = archived
    run = run_cli(["restore", str(made), "--out", str(tmp_path / "otro")], tmp_path)
    assert run.code == 0, run.err
    after = files_of(tmp_path / "otro")
    there = {name for name in private(before) if not name.startswith("gradebook.db")}
    exported = {name for name in there if name.startswith(("moodle/", "informe_", "notas"))}
    assert len(exported) == 3
    for name in there:
        assert after[f"exportado/{name}" if name in exported else name] == before[name]
    assert {name for name in before if name.startswith("gradebook.db")} <= set(after)
    assert set(json.loads(after[f"notas/{LESSON}.json"])["students"]) == {"zulema7", "zulema77"}
    told = run_cli(["history", "zulema7", "--db", f"sqlite:///{tmp_path / 'otro' / 'gradebook.db'}"], archived[0])
    assert "Intento 2" in told.out and "Nota de ahora: 1 de 1." in told.out
    mode = stat.S_IMODE((tmp_path / "otro" / "retropropagacion.key").stat().st_mode)
    assert mode == 0o600 or os.name != "posix"


def test_al_restaurar_no_se_escribe_encima_de_nada(archived, tmp_path):
    _, made, *_ = archived
    (tmp_path / "otro").mkdir()
    (tmp_path / "otro" / "mio.txt").write_text("mío")
    run = run_cli(["restore", str(made), "--out", str(tmp_path / "otro")], tmp_path)
    assert run.code == 2 and "ya existe y tiene algo" in run.err
    assert files_of(tmp_path) == {"otro/mio.txt": b"m\xc3\xado"}
    assert "No existe la carpeta" in run_cli(["restore", str(made), "--out", str(tmp_path / "a" / "b")], tmp_path).err


def rewritten(made, target, change):
    """Una copia del zip con otro contenido: ``change`` recibe el manifiesto y las entradas."""
    with zipfile.ZipFile(made) as source:
        entries = {name: source.read(name) for name in source.namelist()}
    about = json.loads(entries.pop(MANIFEST))
    change(about, entries)
    with zipfile.ZipFile(target, "w") as bundle:
        for name, raw in entries.items():
            bundle.writestr(name, raw)
        bundle.writestr(MANIFEST, json.dumps(about))
    return target


def _tampered(about, entries):
    name = next(name for name in entries if name.startswith("submitted/"))
    entries[name] = entries[name].replace(b"2 * x", b"3 * x")


def _renamed(path):
    def change(about, entries):
        name = next(iter(about["files"]))
        about["files"][path] = about["files"].pop(name)
        entries[path] = entries.pop(name)

    return change


def _hidden_path(about, entries):
    about["files"][next(iter(entries))]["path"] = "submitted/../../fuera"


@pytest.mark.parametrize(
    "change, says",
    [
        (_tampered, "no es lo que se guardó"),
        (_renamed("submitted/../../fuera"), "no es lo que se guardó"),
        (_renamed("/tmp/fuera"), "no es lo que se guardó"),
        (_renamed("otra/cosa.txt"), "no es lo que se guardó"),
        (_hidden_path, "no es lo que se guardó"),
        (lambda about, entries: entries.popitem(), "no trae lo mismo que dice"),
        (lambda about, entries: entries.update(de_mas=b"x"), "no trae lo mismo que dice"),
        (
            lambda about, entries: about.update(format=2, program="9.9"),
            "una versión más nueva de este programa ('9.9')",
        ),
        (lambda about, entries: about.pop("files"), "no lo hizo «autograder archive», o está cortado"),
    ],
)
def test_un_archivo_cambiado_no_se_restaura(archived, tmp_path, change, says):
    made = rewritten(archived[1], tmp_path / "malo.zip", change)
    run = run_cli(["restore", str(made)], tmp_path)
    assert run.code == 2 and says in run.err and run.err.count("\n") == 1
    assert set(files_of(tmp_path)) == {"malo.zip"}


def test_un_archivo_cortado_o_que_no_es_tampoco(archived, tmp_path):
    cut = tmp_path / "cortado.zip"
    cut.write_bytes(archived[1].read_bytes()[:-100])
    assert "o está cortado: no trae" in run_cli(["restore", str(cut)], tmp_path).err
    broken = bytearray(archived[1].read_bytes())
    broken[60:160] = bytes(100)
    cut.write_bytes(broken)
    run = run_cli(["restore", str(cut)], tmp_path)
    assert run.code == 2 and "no es lo que se guardó" in run.err and set(files_of(tmp_path)) == {"cortado.zip"}
    assert "No encuentro" in run_cli(["restore", "no.zip"], tmp_path).err


@pytest.mark.parametrize("name", ["", ".", "a/../b", "../a", "/a", "a//b", "a/./b", "~/a", "a\0b", 3, None])
def test_un_nombre_que_se_sale_no_vale(name):
    assert not is_inside(name) and is_inside("a/b c/ñ.txt")


class Cut(BaseException):
    """Un corte: no lo caza nadie."""


@pytest.mark.parametrize("calls", range(0, 12))
def test_un_corte_en_cualquier_momento_no_pierde_nada_y_la_orden_siguiente_acaba(course, calls, monkeypatch):
    """Corta en la enésima vez que se escribe o se quita algo, y repite la orden hasta que no quede nada."""
    before, count = private(files_of(course)), [0]

    def cutting(real):
        def go(*args, **kwargs):
            count[0] += 1
            if count[0] > calls:
                raise Cut
            return real(*args, **kwargs)

        return go

    with monkeypatch.context() as patch:
        for name in ("_remove_same", "_retire_gradebook", "_write_journal", "_add_grades", "load_key"):
            patch.setattr(closing, name, cutting(getattr(closing, name)))
        with pytest.raises(Cut):
            run_cli(["archive", "--yes"], course)
    left = private(files_of(course))
    made = list((course / "archivos").glob("*.zip")) if (course / "archivos").is_dir() else []
    saved = {}
    if made:
        with zipfile.ZipFile(made[0]) as bundle:
            saved = {name: bundle.read(name) for name in bundle.namelist()}
    for name, raw in before.items():
        assert left.get(name) == raw or name.startswith("gradebook.db") or saved.get(name) == raw, name
    assert "gradebook.db" in left or "gradebook.db" in saved

    said = run_cli(["archive"], course).out
    assert ("La vez anterior se cortó a medias" in said) == (course / "archivos" / ".cerrando.json").is_file()
    assert run_cli(["archive", "--yes"], course).code == 0
    rest = set(private(files_of(course)))
    assert rest == {"retropropagacion.key"} | {f"archivos/{p.name}" for p in (course / "archivos").glob("*.zip")}


def test_lo_que_cambia_mientras_se_archiva_se_queda(course, lesson00, monkeypatch):
    real = closing._write_journal

    def meanwhile(*args):
        hand_in(course, lesson00, "zulema7", RIGHT + "\n# otra vez")
        assert grade_in(course).code == 0
        real(*args)

    monkeypatch.setattr(closing, "_write_journal", meanwhile)
    run = run_cli(["archive", "--yes"], course)
    assert run.code == 1 and "se queda:" in run.out and "submitted/zulema7" in run.out and "gradebook.db" in run.out
    assert (course / "gradebook.db").is_file() and not (course / "submitted" / "zulema77").exists()
    monkeypatch.setattr(closing, "_write_journal", real)
    assert run_cli(["archive", "--yes"], course).code == 0
    assert len(list((course / "archivos").glob("*.zip"))) == 2


def test_una_tarea_de_varias_no_se_archiva_suelta(course):
    run = run_cli(["archive", "otra_tarea", "--yes"], course)
    assert run.code == 2 and "hay entregas de 00_presentacion, y se archiva entero" in run.err
    assert "Se archivarían" in run_cli(["archive", LESSON], course).out


def test_no_se_escribe_encima_de_otro_zip(course, tmp_path):
    (tmp_path / "mio.zip").write_text("mío")
    run = run_cli(["archive", "--yes", "--out", str(tmp_path / "mio.zip")], course)
    assert run.code == 2 and "ya existe" in run.err and (course / "gradebook.db").is_file()
    assert "No existe la carpeta" in run_cli(["archive", "--out", str(tmp_path / "a/b.zip")], course).err
    assert not (course / "archivos").exists()
    assert run_cli(["archive", "--yes", "--out", "archivos/mio.zip"], course).code == 0
    assert (course / "archivos" / "mio.zip").is_file()


def test_un_gradebook_de_un_servidor_se_copia_tabla_a_tabla(graded, tmp_path):
    """La copia entre bases de datos, aquí de SQLite a SQLite: las mismas filas y la misma huella dos veces."""
    engine = create_engine(f"sqlite:///{graded / 'gradebook.db'}")
    with engine.connect() as db:
        for name in ("una.db", "dos.db"):
            snapshot.copy_tables(db, tmp_path / name)
        rows = sorted(db.execute(select(VERDICT)).all())
    copy = create_engine(f"sqlite:///{tmp_path / 'una.db'}")
    with copy.begin() as db:
        assert sorted(db.execute(select(VERDICT)).all()) == rows and len(db.execute(select(STUDENT)).all()) == 2
        assert snapshot.content_digest(tmp_path / "una.db") == snapshot.content_digest(tmp_path / "dos.db")
        snapshot.empty_tables(db)
        assert not any(db.execute(select(table)).all() for table in (STUDENT, *OURS.sorted_tables))
    told = run_cli(["history", "zulema7", "--db", f"sqlite:///{tmp_path / 'dos.db'}"], graded)
    assert told.code == 0 and "Intento 2" in told.out
