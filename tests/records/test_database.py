"""La dirección de un gradebook, comprobada antes de nada y sin enseñar contraseñas."""

import pytest

from autograder.errors import CourseError
from autograder.records.database import back_up, checked_address


@pytest.mark.parametrize(
    "url, why",
    [
        ("notas.db", "no es una dirección"),
        ("postgresql://ana:secreta@servidor:puerto/notas", "no es una dirección"),
        ("mysql://ana:secreta@servidor/notas", "no se ha probado"),
        ("postgresql://ana:sec@reta@servidor/notas", "%40"),
    ],
)
def test_una_direccion_que_no_sirve_se_dice_sin_la_contrasena(url, why):
    with pytest.raises(CourseError) as problem:
        checked_address(url)
    assert why in str(problem.value) and "secreta" not in str(problem.value)


@pytest.mark.parametrize("url", ["postgresql://ana:secreta@servidor/notas", "sqlite://", "sqlite:////no/existe.db"])
def test_solo_se_copia_un_archivo_que_este(url, capsys):
    back_up(url)
    assert capsys.readouterr().out == ""
