"""``autograder doctor`` y ``grade --require-isolation``: qué dicen con todas las capas y si falta alguna."""

import os
import sys

import pytest
from entregas import run_cli

from autograder.grading import doctor
from autograder.running import view, warm
from autograder.running.warm import CannotStart

RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"


@pytest.fixture(autouse=True)
def just_booted(monkeypatch, tmp_path):
    """Sin nada visto todavía en esta máquina."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def pretend(monkeypatch):
    """Finge que en esta máquina faltan esas capas."""

    def go(*missing: str):
        monkeypatch.setattr(doctor, "layers", lambda: {name: name not in missing for name in doctor.LAYERS})

    return go


def test_con_todas_las_capas_sale_0_y_dice_que_hacer(root, pretend):
    pretend()
    run = run_cli(["doctor"], root)
    assert (run.code, run.err) == (0, "")
    assert run.out.count("  ✓ ") == len(doctor.LAYERS) and "✗" not in run.out
    assert run.out.splitlines()[-1] == "Están todas. Siguiente: autograder grade TAREA --require-isolation"


def test_si_falta_alguna_sale_1_la_senala_y_dice_que_impide(root, pretend):
    pretend("red", "seccomp")
    run = run_cli(["doctor"], root)
    assert (run.code, run.err) == (1, "")
    assert "  ✗ espacio de red" in run.out and "  ✗ seccomp" in run.out and run.out.count("  ✓ ") == 7
    assert f"Faltan 2 de {len(doctor.LAYERS)}." in run.out and "docs/seguridad.md" in run.out


@pytest.mark.parametrize("missing", doctor.LAYERS)
def test_cada_capa_tiene_su_linea_con_lo_que_impide(root, pretend, missing):
    pretend(missing)
    title, stops = doctor.LAYERS[missing]
    (line,) = [line for line in run_cli(["doctor"], root).out.splitlines() if line.startswith("  ✗")]
    assert title in line and line.endswith(f"impide {stops}")


@pytest.mark.parametrize(
    "platform, says", [("darwin", "Solo Linux las tiene"), ("linux", "pip install -e '.[docente]'")]
)
def test_el_consejo_es_para_esta_maquina(root, pretend, monkeypatch, platform, says):
    pretend("vista")
    monkeypatch.setattr(sys, "platform", platform)
    assert says in run_cli(["doctor"], root).out


def test_si_ni_siquiera_arranca_sale_2(root, monkeypatch):
    def broken():
        raise CannotStart("El proceso que ejecuta las entregas no arrancó.")

    monkeypatch.setattr(doctor, "layers", broken)
    run = run_cli(["doctor"], root)
    assert (run.code, run.out) == (2, "") and "no arrancó" in run.err


def test_no_hace_falta_estar_en_la_carpeta_del_curso(tmp_path, pretend):
    pretend()
    assert run_cli(["doctor"], tmp_path).code == 0


def test_lo_que_dice_es_lo_que_dijo_un_trabajador_de_verdad(root):
    run = run_cli(["doctor"], root)
    found = doctor.layers()
    assert run.code == (0 if all(found.values()) else 1)
    for name, present in found.items():
        assert f"  {'✓' if present else '✗'} {doctor.LAYERS[name][0]}" in run.out


def test_sin_bubblewrap_se_dice_que_faltan_la_vista_y_la_red(root, monkeypatch):
    monkeypatch.setattr(warm, "bubblewrap", lambda: None)
    found = doctor.layers()
    assert not found["vista"] and not found["red"] and found["topes"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="cambiar de usuario es cosa de root")
def test_sin_bubblewrap_root_cambia_de_usuario_si_otro_puede_leer_el_interprete(root, monkeypatch):
    monkeypatch.setattr(warm, "bubblewrap", lambda: None)
    assert doctor.layers()["usuario"] == view.readable_by_anyone()
    run = run_cli(["doctor"], root)
    assert run.code == 1 and "  ✗ bubblewrap" in run.out and "  ✗ espacio de red" in run.out


# — grade --require-isolation —


@pytest.fixture
def mini(classroom, lesson00):
    classroom.hand_in("ana", lesson00.draft().put("primer_gradiente", RIGHT))
    return classroom


def test_require_isolation_se_niega_si_falta_una_capa_y_no_toca_nada(mini, pretend):
    pretend("landlock")
    before = {p: p.stat().st_mtime_ns for p in mini.folder.rglob("*")}
    run = mini.grade("--require-isolation")
    assert run.code == 2 and run.out == "" and run.grades is None
    assert "Falta aislamiento (Landlock) y se pidió --require-isolation." in run.err and run.err.count("\n") == 1
    assert {p: p.stat().st_mtime_ns for p in mini.folder.rglob("*")} == before


def test_sin_la_opcion_se_califica_igual(mini, pretend):
    pretend("landlock")
    assert mini.grade().grades["students"]["ana"]["score"] == 1.0


@pytest.fixture
def all_layers(skip_or_fail):
    if missing := [name for name, present in doctor.layers().items() if not present]:
        skip_or_fail(f"faltan capas: {', '.join(missing)}")


def test_con_todas_las_capas_require_isolation_califica(mini, all_layers):
    assert mini.grade("--require-isolation").grades["students"]["ana"]["score"] == 1.0


def test_lo_que_se_vio_al_arrancar_la_maquina_no_se_pregunta_otra_vez(monkeypatch, pretend):
    asked = []
    monkeypatch.setattr(doctor, "layers", lambda: asked.append(1) or dict.fromkeys(doctor.LAYERS, True))
    doctor.require()
    doctor.require()
    assert len(asked) == 1
    monkeypatch.setattr(doctor, "_machine", lambda: "otra")
    doctor.require()
    assert len(asked) == 2


def test_si_una_capa_falta_despues_no_se_ejecuta_nada(mini, all_layers, monkeypatch):
    """Lo visto puede haber cambiado: cada trabajador dice las suyas, y sin ellas su entrega queda sin juzgar."""
    monkeypatch.setattr(doctor, "LAYERS", {**doctor.LAYERS, "inventada": ("capa que no existe", "nada")})
    monkeypatch.setattr(doctor, "require", lambda: None)
    ana = mini.grade("--require-isolation").grades["students"]["ana"]["exercises"]["primer_gradiente"]
    assert ana["status"] == "not_judged" and "Falta aislamiento (inventada)" in ana["message"]


def test_require_isolation_explica_que_no_arranca(mini, monkeypatch):
    def broken():
        raise CannotStart("El proceso que ejecuta las entregas no arrancó.")

    monkeypatch.setattr(doctor, "layers", broken)
    run = mini.grade("--require-isolation")
    assert run.code == 2 and "no arrancó" in run.err and not mini.out.exists()
