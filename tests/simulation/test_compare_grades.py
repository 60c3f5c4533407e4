"""La comparación de unas notas con la verdad de la clase simulada."""

import copy
import json

import pytest

from autograder.simulation import compare


def exercise(status="pass", points=1.0, diagnosis=None):
    return {"status": status, "points": points, "diagnosis": diagnosis}


TRUTH = {
    "assignment": "mini",
    "seed": 0,
    "students": {
        "ana": {"kind": "todo_bien", "score": 3.0, "exercises": {"uno": exercise(), "dos": exercise(points=2.0)}},
        "beto": {
            "kind": "confusiones",
            "score": 2.0,
            "exercises": {"uno": exercise("fail", 0.0, "traspuesta"), "dos": exercise(points=2.0)},
        },
        "cloe": {
            "kind": "archivo_truncado",
            "score": None,
            "exercises": {"uno": exercise("not_judged", None), "dos": exercise("not_judged", None)},
        },
    },
}


@pytest.fixture
def run(tmp_path, capsys):
    """Compara la verdad con unas notas y devuelve (código, salida, errores)."""

    def go(grades, truth=TRUTH):
        paths = tmp_path / "truth.json", tmp_path / "notas.json"
        for path, data in zip(paths, (truth, grades), strict=True):
            path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        code = compare.main([str(p) for p in paths])
        return code, *capsys.readouterr()

    return go


def right_grades():
    """Unas notas que coinciden, con lo que además lleva ``grade --json``."""
    grades = copy.deepcopy(TRUTH)
    for student in grades["students"].values():
        student |= {"score": 0.0, "pending_manual": 4.0, "messages": []}
        for found in student["exercises"].values():
            found |= {"max_points": 2.0, "message": "…"}
        student["exercises"]["pregunta"] = exercise("graded", 3.0) | {"auto": None, "manual": 3.0, "written": True}
    by_hand = grades["students"]["ana"]["exercises"]["uno"]
    by_hand |= {"auto": by_hand["points"], "manual": 0.5, "points": 0.5}
    return grades


def test_si_todo_coincide_sale_0_y_una_marca_por_estudiante(run):
    code, out, _ = run(right_grades())
    assert code == 0
    assert out.count("✓") == 3 and "✗" not in out
    assert "Coinciden 3 de 3 entregas" in out


def test_la_tabla_ensena_tipo_nota_debida_y_nota_sacada(run):
    _, out, _ = run(right_grades())
    row = next(line for line in out.splitlines() if line.startswith("beto"))
    assert row.split() == ["beto", "confusiones", "2.00", "2.00", "✓"]
    row = next(line for line in out.splitlines() if line.startswith("cloe"))
    assert row.split() == ["cloe", "archivo_truncado", "—", "—", "✓"]


@pytest.mark.parametrize(
    "key, value, says",
    [
        ("status", "error", "uno: estado: se esperaba fail y salió error"),
        ("points", 1.0, "uno: puntos: se esperaba 0.0 y salió 1.0"),
        ("diagnosis", None, "uno: diagnóstico: se esperaba traspuesta y salió nada"),
    ],
)
def test_cada_diferencia_se_nombra_y_sale_1(run, key, value, says):
    grades = right_grades()
    grades["students"]["beto"]["exercises"]["uno"][key] = value
    code, out, _ = run(grades)
    assert code == 1
    assert f"beto (confusiones): {says}" in out
    assert "Coinciden 2 de 3 entregas" in out


def test_un_archivo_sin_juzgar_no_equivale_a_un_cero(run):
    grades = right_grades()
    for found in grades["students"]["cloe"]["exercises"].values():
        found["points"] = 0.0
    code, out, _ = run(grades)
    assert code == 1 and "nota automática: se esperaba — y salió 0.00" in out


def test_los_totales_se_cuentan_por_tipo(run):
    grades = right_grades()
    grades["students"]["beto"]["exercises"]["uno"]["status"] = "pass"
    _, out, _ = run(grades)
    assert "confusiones          0 / 1" in out and "todo_bien            1 / 1" in out


def test_falta_o_sobra_un_estudiante_o_un_ejercicio(run):
    grades = right_grades()
    del grades["students"]["ana"]
    grades["students"]["zoe"] = copy.deepcopy(grades["students"]["beto"])
    del grades["students"]["beto"]["exercises"]["dos"]
    code, out, _ = run(grades)
    assert code == 1
    assert "ana (todo_bien): no está en las notas" in out
    assert "zoe (?): está en las notas y no en la verdad" in out
    assert "dos: no está en las notas" in out


@pytest.mark.parametrize("bad", ["{", "[]", '{"students": {"ana": {}}}', '{"otra": 1}'])
def test_un_archivo_ilegible_sale_2_y_se_nombra(run, bad):
    code, out, err = run(bad)
    assert code == 2 and out == "" and "notas.json" in err


def test_un_archivo_que_no_existe_sale_2(tmp_path, capsys):
    assert compare.main([str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 2
    assert "No se puede leer" in capsys.readouterr().err
