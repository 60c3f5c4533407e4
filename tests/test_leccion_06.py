"""La lección 06 promete que course_lib y PyTorch entrenan igual: se ejecuta entera y se comprueba."""

from pathlib import Path

import jupytext
import numpy as np
import pytest

LESSON = Path(__file__).parents[1] / "solutions" / "06_bucle_pytorch.md"


def is_run(cell):
    """Las celdas que ejecuta quien da la clase; check se prueba en otro sitio."""
    return (
        cell.cell_type == "code"
        and "otra_solucion" not in cell.metadata.get("tags", ())
        and not cell.metadata.get("nbgrader", {}).get("grade")
    )


@pytest.fixture(scope="module")
def lesson():
    """Los nombres que quedan tras ejecutar todas las celdas, en orden, en un mismo espacio."""
    torch = pytest.importorskip("torch")
    before, namespace = torch.get_default_dtype(), {"__name__": "leccion_06"}
    torch.set_num_threads(1)
    try:
        for cell in filter(is_run, jupytext.read(LESSON).cells):
            exec(compile(cell.source, cell.source.split("\n")[0], "exec"), namespace)
        yield namespace
    finally:
        torch.set_default_dtype(before)


def test_course_lib_y_pytorch_dan_las_mismas_cien_perdidas(lesson):
    theirs, ours = lesson["perdidas_torch"], lesson["perdidas_gemela"]
    assert len(theirs) == len(ours) == 100
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-10, strict=True)


def test_y_los_mismos_parametros_al_final(lesson):
    for theirs, ours in zip(lesson["model"].parameters(), lesson["gemela"].parameters(), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().cpu().numpy(), rtol=0, atol=1e-10, strict=True)


def test_la_gemela_no_comparte_memoria_con_pytorch(lesson):
    for theirs, ours in zip(lesson["recien_hecho"].parameters(), lesson["gemela"].parameters(), strict=True):
        assert not np.shares_memory(ours, theirs.detach().cpu().numpy())


def test_son_2285_parametros_y_mil_pasos(lesson):
    assert sum(p.size for p in lesson["red"].parameters()) == 2285
    assert sum(p.numel() for p in lesson["model"].parameters()) == 2285
    assert lesson["pasos"] == 1000


def test_las_dos_perdidas_bajan(lesson):
    for losses in (lesson["perdidas"], lesson["perdidas_torch"]):
        assert losses[-1] < losses[0] / 3


def test_la_tasa_acaba_en_los_valores_de_control(lesson):
    assert lesson["tasas"][99] == 1.953125e-05
    assert lesson["optimizador"].lr == 9.765625e-06
    assert lesson["scheduler"].get_last_lr() == [9.765625e-06]


def test_cada_rotura_deja_la_curva_que_dice_la_leccion(lesson):
    fine = lesson["perdidas_torch"]
    assert lesson["sin_borrar"][-1] > 100 * fine[0]
    assert 8 < lesson["otro_lote"][-1] < 13
    assert not lesson["con_suma"][-1] < 8  # escrito así, también vale un NaN
    assert int((lesson["segunda_capa"] > 0).sum()) == 0
    for still in (lesson["sin_vuelta"], lesson["sin_paso"]):
        np.testing.assert_allclose(still, still[0], rtol=1e-12)
    assert lesson["red_sin_vuelta"][0].bias.grad is None
    assert lesson["red_sin_paso"][0].bias.grad is not None
    assert "optimizer.step" in str(lesson["avisos"][0].message)


@pytest.mark.parametrize("line", ["pred", "loss"])
def test_sin_la_ida_o_sin_la_perdida_pytorch_protesta_en_el_segundo_lote(lesson, line):
    assert lesson["quita"](line).startswith("lote 1: Trying to backward through the graph a second time")


def test_las_tres_entropias_cruzadas_coinciden(lesson):
    nn, logits, classes = lesson["nn"], lesson["logits"], lesson["clases"]
    want = nn.CrossEntropyLoss()(logits, classes).item()
    assert nn.NLLLoss()(logits.log_softmax(1), classes).item() == pytest.approx(want, abs=1e-12)
    ours = lesson["SoftmaxCrossEntropyLoss"]().forward(logits.numpy(), classes.numpy())
    assert ours == pytest.approx(want, abs=1e-12)
    assert nn.NLLLoss()(logits, classes).item() < 0


def test_el_clasificador_aprende(lesson):
    assert lesson["aciertos"] > 0.8
