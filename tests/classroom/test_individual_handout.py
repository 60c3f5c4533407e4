"""Una tarea individual se reparte en un zip por estudiante, cada uno con su cuaderno y sin nada de los demás."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from autograder import cli
from autograder.classroom import wheels
from autograder.classroom.individual import notebook_for
from autograder.grading.release import read_published
from autograder.notebook import node
from autograder.notebook.individual import pages_of

REPO = Path(__file__).resolve().parents[2]
T1 = "tarea_jacobiano"


@pytest.fixture
def dealt(tmp_path, monkeypatch):
    """Dos cuadernos como los deja ``build --roster``."""
    monkeypatch.setattr(wheels, "_own_wheel", lambda home: ("retropropagacion-0.1.0-py3-none-any.whl", b"rueda"))
    monkeypatch.chdir(REPO)
    release, pages = read_published(REPO, T1), pages_of(T1)
    for number, student in enumerate(("ana", "luis"), 1):
        path = tmp_path / "reparto" / student / f"{T1}.ipynb"
        path.parent.mkdir(parents=True)
        found = notebook_for(release, pages, T1, {"t1_lineal": number})
        path.write_text(node.dumps(found), encoding="utf-8")
    return tmp_path / "reparto"


def hand_out(folder, *options):
    return cli.main(["handout", T1, "--individual", str(folder), *options])


def test_cada_zip_lleva_el_cuaderno_de_su_estudiante(dealt, tmp_path, capsys):
    assert hand_out(dealt, "--out", str(tmp_path / "zips"), "--dry-run") == 0 and not (tmp_path / "zips").exists()
    assert hand_out(dealt, "--out", str(tmp_path / "zips"), "--json") == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["students"] == ["ana", "luis"]
    assert sorted(p.name for p in (tmp_path / "zips").iterdir()) == ["ana.zip", "luis.zip"]
    for student in ("ana", "luis"):
        packed = zipfile.ZipFile(io.BytesIO((tmp_path / "zips" / f"{student}.zip").read_bytes()))
        own = (dealt / student / f"{T1}.ipynb").read_bytes()
        assert packed.read(f"{T1}/notebooks/{T1}.ipynb") == own
        assert f"{T1}/LEEME.txt" in packed.namelist() and not [
            n for n in packed.namelist() if "luis" in n or "ana" in n
        ]


def test_uno_en_el_que_alguien_ha_trabajado_o_ninguno_se_dice_y_no_se_escribe(dealt, tmp_path, capsys):
    path = dealt / "luis" / f"{T1}.ipynb"
    path.write_text(path.read_text("utf-8").replace("raise NotImplementedError", "return A.T"), encoding="utf-8")
    out = ("--out", str(tmp_path / "zips"))
    for folder, options, says in (
        (dealt, out, "los cuadernos de luis. No se ha escrito ningún zip"),
        (tmp_path / "nada", out, "no hay ningún <id>/tarea_jacobiano.ipynb. Los hace: autograder build"),
        (dealt.parent, ("--out", "x.zip"), "no hay ningún"),
    ):
        assert hand_out(folder, *options) == 2
        assert says in capsys.readouterr().err
    path.unlink()
    assert hand_out(dealt, "--out", "x.zip") == 2
    assert "--out es la carpeta de los zip" in capsys.readouterr().err
    assert cli.main(["handout", T1, "00_presentacion", "--individual", str(dealt)]) == 2
    assert "di una, y solo una" in capsys.readouterr().err
    assert not (tmp_path / "zips").exists()
