"""Lo que no es culpa de la orden: el disco, los permisos, la terminal o un Ctrl+C. Una frase, y nunca una traza."""

import errno
import os
import subprocess
import sys

import pytest

from autograder import cli


@pytest.mark.parametrize(
    "problem, said",
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No se pudo seguir: no queda sitio en el disco."),
        (PermissionError(errno.EACCES, "Permission denied", "notebooks"), "no hay permiso (notebooks)."),
        (OSError("algo raro"), "No se pudo seguir: algo raro."),
        (KeyboardInterrupt(), "Interrumpido."),
    ],
)
def test_una_averia_se_cuenta_en_una_frase_y_sale_2(monkeypatch, capsys, problem, said):
    def fail(args):
        raise problem

    monkeypatch.setattr("autograder.commands.doctor.run", fail)
    assert cli.main(["doctor"]) == 2
    assert said in capsys.readouterr().err


def test_simular_sobre_un_archivo_se_explica(root, tmp_path, monkeypatch, capsys):
    target = tmp_path / "clase"
    target.write_text("esto ya existía", encoding="utf-8")
    monkeypatch.chdir(root)
    assert cli.main(["simulate", "00_presentacion", "--students", "1", "--out", str(target)]) == 2
    assert "No se pudo seguir: parte de la ruta no es una carpeta" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "esto ya existía"


def test_una_terminal_sin_utf8_no_para_la_orden(root):
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "autograder.cli", "grade", "--help"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=env)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert "autograder grade" in done.stdout


def test_los_renglones_de_uso_van_alineados(capsys):
    with pytest.raises(SystemExit):
        cli.main(["grade", "--help"])
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.startswith("uso: autograder grade [") and second.index("[") == first.index("[")
