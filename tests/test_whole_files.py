"""Un archivo se escribe entero o no se escribe."""

import errno

import pytest

from autograder import whole_files
from autograder.whole_files import replacing


def test_al_acabar_ocupa_su_lugar_y_hace_su_carpeta(tmp_path):
    path = tmp_path / "nueva" / "notas.json"
    whole_files.write(path, "uno\ndos \udcff")
    assert path.read_bytes() == b"uno\ndos ?" and list(path.parent.iterdir()) == [path]
    with replacing(path, "wb") as file:
        file.write(b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"


def test_lo_privado_solo_lo_lee_su_duenno(tmp_path):
    whole_files.write(tmp_path / "clave", "secreto", private=True)
    assert (tmp_path / "clave").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("problem", [ValueError("se corta"), KeyboardInterrupt(), OSError(errno.ENOSPC, "no cabe")])
def test_un_corte_deja_lo_que_habia_y_nada_a_medias(tmp_path, problem):
    path = tmp_path / "notas.json"
    path.write_text("lo de antes")
    with pytest.raises(type(problem)) as stop, replacing(path) as file:
        file.write("a medi")
        raise problem
    assert path.read_text() == "lo de antes" and list(tmp_path.iterdir()) == [path]
    assert not isinstance(problem, OSError) or stop.value.filename == str(path)  # dice cuál
