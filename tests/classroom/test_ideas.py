"""Cada error tiene su frase y su idea, y cada idea, el apartado que la enseña."""

import json
import re

import pytest

from autograder.classroom.report.ideas import IDEAS, PHRASES, STEPS, UNKNOWN, idea_of, phrase_of
from autograder.diagnosis.kinds import KINDS
from autograder.exercise import all_exercises, find_exercise

TABLE = json.loads(PHRASES.read_text(encoding="utf-8"))
DECLARED = [(e.id, m.name) for e in all_exercises().values() for m in e.misconceptions]


def test_todo_error_del_curso_tiene_frase_e_idea():
    bare = [pair for pair in [*DECLARED, *(("", kind) for kind in KINDS)] if idea_of(*pair) is None]
    assert not bare, f"Dales su frase en {PHRASES.name}: {bare}"


def test_en_la_tabla_no_sobra_ni_se_repite_nada():
    written = [name for rows in TABLE.values() for name in rows]
    known = {*KINDS, *(name for _, name in DECLARED), *(f"{id_}.{name}" for id_, name in DECLARED)}
    assert len(written) == len(set(written)) and set(written) <= known and TABLE.keys() == IDEAS.keys()


def test_ninguna_frase_es_un_nombre_de_programa():
    phrases = [p for rows in TABLE.values() for p in rows.values()] + [i.phrase for i in IDEAS.values()]
    phrases += [*STEPS.values(), UNKNOWN]
    assert not [p for p in phrases if re.search(r"[a-z]_[a-z]", p) or p[:1].isupper() or p.endswith(".")]


@pytest.mark.parametrize("idea", IDEAS.values(), ids=lambda idea: idea.id)
def test_el_apartado_que_la_ensena_existe(root, idea):
    lesson = (root / "solutions" / f"{idea.lesson}.md").read_text(encoding="utf-8")
    assert re.search(rf"^#{{2,3}} {re.escape(idea.section)}$", lesson, re.MULTILINE)


def test_el_mismo_nombre_puede_decir_otra_cosa_en_un_ejercicio():
    # En t1_norma, «signo» es np.sign: no es un signo cambiado.
    assert phrase_of("t1_norma", "signo", "values") != phrase_of("t1_escalar_matriz", "signo", "values")
    assert idea_of("t1_norma", "signo").id != "signo" == idea_of("t1_escalar_matriz", "signo").id


def test_lo_que_no_esta_en_la_tabla_se_dice_igual():
    exercise = find_exercise("t1_norma")
    assert phrase_of("otro", "mi_error", "values") == "mi error"
    assert phrase_of("t1_norma", None, "raised") == "su código lanza un error"
    assert phrase_of("t1_norma", None, "algo nuevo", exercise) == UNKNOWN
