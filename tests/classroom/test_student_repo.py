"""El repositorio de los estudiantes: entero, sin soluciones, y se respeta lo que puso quien da la clase."""

import json
import subprocess
from pathlib import Path

import nbformat
import pytest

from autograder import cli
from autograder.classroom import handout, wheels
from autograder.classroom.student_repo import COLAB_CELL, MANIFEST

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def one_wheel(monkeypatch):
    """La rueda de verdad la prueba ``test_handout``; aquí solo se lleva de un sitio a otro."""
    monkeypatch.setattr(wheels, "_own_wheel", lambda home: ("retropropagacion-0.1.0-py3-none-any.whl", b"rueda"))
    monkeypatch.chdir(REPO)


@pytest.fixture
def two_lessons(monkeypatch):
    """Para lo que no depende de cuántas haya: comprobarlas todas cuesta un segundo."""
    monkeypatch.setattr(handout, "released", lambda root: ["00_presentacion", "tarea_jacobiano"])


@pytest.fixture
def write(tmp_path):
    def go(*options: str, folder: Path = tmp_path / "alumnos") -> int:
        return cli.main(["handout", "--course", str(folder), *options])

    return go


def contents(folder: Path) -> dict[str, bytes]:
    paths = (p for p in folder.rglob("*") if p.is_file() and ".git" not in p.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_lleva_todas_las_lecciones_y_ninguna_solucion(write, tmp_path, capsys):
    assert write() == 0
    there = contents(tmp_path / "alumnos")
    notebooks = {path.name for path in (REPO / "notebooks").iterdir() if path.is_file()}
    assert {name.partition("/")[2] for name in there if name.startswith("notebooks/")} == notebooks
    assert {"README.md", "LICENSE", "LICENSE-textos.md", ".gitignore", "requirements.txt", "jupyter_config.py",
            "constraints.txt", "binder/requirements.txt", "binder/postBuild", MANIFEST} <= there.keys()  # fmt: skip
    assert not [name for name in there if name.startswith("solutions") or name.endswith("_solutions.md")]
    # Sin repositorio no hay direcciones, y los cuadernos son los publicados, byte a byte.
    assert all(there[f"notebooks/{n}"] == (REPO / "notebooks" / n).read_bytes() for n in notebooks)
    assert b"mybinder" not in there["README.md"] and b"(notebooks/tarea_jacobiano.ipynb)" in there["README.md"]
    assert "Siguiente: cd" in capsys.readouterr().out.splitlines()[-1]


def test_con_repo_hay_enlaces_y_los_cuadernos_se_instalan_en_colab(two_lessons, write, tmp_path):
    write("--repo", "ana/curso")
    readme = (tmp_path / "alumnos/README.md").read_text("utf-8")
    assert "https://mybinder.org/v2/gh/ana/curso/main?urlpath=lab/tree/tarea_jacobiano.ipynb" in readme
    assert "https://colab.research.google.com/github/ana/curso/blob/main/notebooks/tarea_jacobiano.ipynb" in readme
    notebook = nbformat.read(tmp_path / "alumnos/notebooks/tarea_jacobiano.ipynb", as_version=4)
    nbformat.validate(notebook)
    title, cell, *rest = notebook.cells
    assert title.source.startswith("# ") and cell.id == COLAB_CELL and cell.metadata.tags == ["solo_clase"]
    assert "https://github.com/ana/curso/raw/main/wheels/retropropagacion-0.1.0-py3-none-any.whl" in cell.source
    published = nbformat.read(REPO / "notebooks/tarea_jacobiano.ipynb", as_version=4)
    assert [title, *rest] == published.cells and notebook.metadata == published.metadata


def test_otra_vez_son_los_mismos_bytes_y_se_respeta_git_y_lo_ajeno(two_lessons, write, tmp_path, capsys):
    folder = tmp_path / "alumnos"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    (folder / "horario.md").write_text("lunes")
    write("--repo", "ana/curso")
    before, git = contents(folder), sorted(p.name for p in (folder / ".git").iterdir())
    capsys.readouterr()
    assert write("--repo", "ana/curso") == 0
    assert contents(folder) == before and sorted(p.name for p in (folder / ".git").iterdir()) == git
    assert (folder / "horario.md").read_text() == "lunes"
    assert "ya está al día" in capsys.readouterr().out


def test_lo_que_alguien_cambio_no_se_pisa_si_no_se_pide(two_lessons, write, tmp_path, capsys):
    folder = tmp_path / "alumnos"
    folder.mkdir()
    (folder / "README.md").write_text("mío")
    assert write() == 1
    assert "README.md. No se ha escrito nada" in capsys.readouterr().err
    assert contents(folder) == {"README.md": "mío".encode()}
    assert write("--force") == 0
    (folder / "LICENSE").write_text("otra")
    assert write() == 1 and (folder / "LICENSE").read_text() == "otra"


def test_lo_que_ya_no_va_se_quita_y_solo_lo_que_se_escribio_asi(two_lessons, write, tmp_path, capsys):
    folder = tmp_path / "alumnos"
    write()
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / "vieja.ipynb").write_text("{}")
    (tmp_path / "fuera.txt").write_text("no se toca")
    old = {"vieja.ipynb": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}
    manifest["files"] |= old | {"../fuera.txt": "x", str(tmp_path / "fuera.txt"): "x"}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    capsys.readouterr()
    assert write("--json") == 0
    assert json.loads(capsys.readouterr().out)["removed"] == ["vieja.ipynb"]
    assert not (folder / "vieja.ipynb").exists() and (tmp_path / "fuera.txt").exists()


def test_no_se_escribe_donde_hay_soluciones_ni_con_dry_run(two_lessons, write, tmp_path, capsys):
    (tmp_path / "otro" / "solutions").mkdir(parents=True)
    (tmp_path / "archivo").touch()
    solved = dict.fromkeys((REPO, REPO.parent, tmp_path / "otro"), "con sus soluciones")
    for folder, says in {**solved, tmp_path / "archivo": "es un archivo"}.items():
        assert write(folder=folder) == 2
        assert says in capsys.readouterr().err
    assert write("--dry-run") == 0 and not (tmp_path / "alumnos").exists()
