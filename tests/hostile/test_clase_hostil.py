"""La clase hostil: 0 puntos inmerecidos, 0 entregas perdidas, nada cambiado fuera de la carpeta de usar y tirar.

Se califica entera una vez, con los topes bajos (véase ``clase_hostil.py``), y
aquí se mira lo que quedó.
"""

import json
import re
from pathlib import Path

import nbformat
import numpy
import pytest
from ataque import WIN, Attack
from ataques import ATTACKS
from clase_hostil import BLANK, HONEST, wins
from entregas import T1
from paginas import active_parts
from puntos import AUTO, MANUAL

from autograder.exercise import exercises_of
from autograder.judging.cases import class_cases
from autograder.notebook.compose import compose
from autograder.notebook.roles import Published
from autograder.running import warm
from autograder.running.judge import judge_notebook
from autograder.running.worker_process import Limits

GRADED, ASIDE = [a for a in ATTACKS if not a.aside], [a for a in ATTACKS if a.aside]
each_attack = pytest.mark.parametrize("attack", GRADED, ids=lambda a: a.name)


def texts(graded, *, honest: bool = False) -> str:
    """Todo lo que salió de calificar: cuadernos, informes, notas y terminal."""
    files = [p for p in graded.course.out.rglob("*") if p.is_file() and (honest or HONEST not in p.parts)]
    said = "\n".join(p.read_text(encoding="utf-8") for p in files)
    return said + json.dumps(graded.run.grades, ensure_ascii=False) + graded.run.out + graded.run.err


@each_attack
def test_ningun_punto_inmerecido_ni_perdido(graded, attack: Attack):
    found = graded.grades(attack)
    points = {id_: e.points for id_, e in exercises_of(T1).items()}
    for id_, allowed in attack.statuses().items():
        got = found["exercises"][id_]
        assert got["status"] in allowed, f"{id_}: {got['status']}, y se esperaba {allowed}. {got['message']}"
    deserved = sum(points[id_] for id_ in points if found["exercises"][id_]["status"] == "pass")
    assert found["score"] == deserved


@each_attack
def test_el_ataque_no_consigue_nada(graded, attack: Attack):
    assert wins(graded, attack) == []


def test_cada_carpeta_tiene_su_nota_su_cuaderno_y_su_informe(graded):
    assert len(graded.run.grades["students"]) == len(GRADED) + 2
    for attack in GRADED:
        assert graded.grades(attack)["exercises"], attack.name
        assert graded.outputs(attack) and graded.feedback(attack)


def test_lo_que_no_puede_ser_un_id_se_aparta_y_se_nombra(graded):
    assert set(graded.run.grades["ignored"]) == {graded.key(attack) for attack in ASIDE}
    assert f"Apartadas y sin calificar ({len(ASIDE)}):" in graded.run.out
    assert {p.name for p in (graded.course.out / "autograded").iterdir()} == set(graded.run.grades["students"])


def test_las_entregas_honradas_no_notan_nada(graded):
    students = graded.run.grades["students"]
    assert (students[HONEST]["score"], students[HONEST]["pending_manual"]) == (AUTO, MANUAL)
    assert students[BLANK]["score"] == 0.0 and students[BLANK]["messages"] == []


def test_nada_cambia_fuera_de_la_carpeta_de_usar_y_tirar(graded):
    assert graded.after == graded.before


def test_ningun_intruso_en_el_sistema(graded, root):
    places = ["/", "/etc", "/tmp", "/var/tmp", "/dev/shm", "/usr", "/root", root, root / "autograder" / "sandbox"]
    found = [p for place in (*places, Path(numpy.__file__).parent) for p in Path(place).glob("*_hostil*")]
    assert found == []


def test_ningun_secreto_sale(graded):
    said = texts(graded)
    assert [name for name, canary in graded.course.canaries.items() if canary in said] == []


def test_las_entradas_secretas_no_viajan_en_los_mensajes(graded):
    assert re.findall(r"SECRETO\s?[0-9a-f]{16,}", texts(graded)) == []


def test_nadie_llama_a_los_servidores(graded):
    assert graded.calls == dict.fromkeys(graded.calls, 0)


def test_no_queda_ningun_proceso(graded):
    assert graded.left == []


def test_el_terminal_de_quien_califica_no_recibe_ordenes(graded):
    said = graded.run.out + graded.run.err
    assert [c for c in said if not c.isprintable() and c != "\n"] == []


def test_el_resumen_nombra_lo_que_no_se_pudo_juzgar(graded):
    unread = [a for a in ATTACKS if a.unread or "not_judged" in str(dict(a.expects))]
    assert graded.run.code == 1
    assert re.search(r"Sin juzgar, las mira una persona \(\d+\):", graded.run.out)
    assert all(graded.grades(a)["messages"] for a in unread if a.unread)


@each_attack
def test_el_informe_no_lleva_nada_que_un_navegador_ejecute(graded, attack: Attack):
    plain = active_parts((graded.course.out / "feedback" / BLANK / T1 / f"{T1}.html").read_text(encoding="utf-8"))
    more = active_parts(graded.feedback(attack)) - plain
    assert more == {}


@each_attack
def test_el_cuaderno_corregido_solo_lleva_salidas_que_se_pueden_ensenar(graded, attack: Attack):
    safe = {"text/plain", "text/latex", "text/markdown", "text/html", "image/png", "image/jpeg"}
    for output in graded.outputs(attack):
        data = output.get("data", {})
        assert set(data) <= safe
        assert active_parts("".join(data.get("text/html", ""))) == {}
        for mime in ("image/png", "image/jpeg"):
            assert re.fullmatch(r"[A-Za-z0-9+/=\s]*", "".join(data.get(mime, "")))


def test_dormir_en_muchas_celdas_no_para_a_la_clase(graded, root):
    """Cada celda acaba a tiempo y no gasta CPU; lo que se acaba es el reloj de la entrega."""
    release = nbformat.read(root / "notebooks" / "00_presentacion.ipynb", as_version=4)
    cases = {id_: class_cases(e) for id_, e in exercises_of("00_presentacion").items()}
    for k in range(10):
        release.cells.insert(2, nbformat.v4.new_code_cell("import time\ntime.sleep(1.5)", id=f"siesta-{k}"))
    notebook = compose(release.cells, Published(release.cells), "00_presentacion")
    judged = judge_notebook(notebook, cases, limits=Limits(cell=1, call=1, submission=2, wall_factor=2))
    warm.close_current()
    assert {v.status for v in judged.verdicts.values()} == {"not_judged"}


def test_hay_al_menos_cuarenta_y_cinco_ataques_y_cada_uno_dice_que_intenta():
    assert len(ATTACKS) >= 45
    assert all(a.aim and (a.setup or a.answers or a.edit or a.files or a.student) for a in ATTACKS)
    assert sum(WIN in a.setup + "".join(a.answers.values()) for a in ATTACKS) >= 15
