"""``check``: lo que ve un estudiante al comprobar su función, y lo que no la engaña."""

import importlib
import os
import subprocess
import sys
import time

import numpy as np
import pytest

from autograder.exercise import all_exercises
from autograder.judging.cases import class_cases
from autograder.student import progress
from autograder.student.check import CheckFailed, check, identify

module = importlib.import_module("autograder.student.check")
T1 = all_exercises()["t1_lineal"]


def t1_lineal(A, x):
    return A.T


t1_lineal.__module__ = "__main__"  # como si se hubiera escrito en el cuaderno


@pytest.fixture
def shown(capsys):
    """Lo que ``check`` enseña en una terminal."""

    def read(function):
        check(function)
        return capsys.readouterr().out

    return read


def named(body, name="t1_lineal"):
    """Una función con el nombre del ejercicio y otro cuerpo."""
    body.__name__ = name
    return body


def define(source, tmp_path, name="t1_lineal"):
    """Escribe una celda en un archivo, para que su código se pueda leer, y la ejecuta."""
    path = tmp_path / "celda.py"
    path.write_text(source)
    space = {"np": np, "__name__": "__main__"}
    exec(compile(source, str(path), "exec"), space)
    return space[name]


def test_una_respuesta_correcta_aprueba_con_su_frase(shown):
    text = shown(t1_lineal)
    assert text == f"✓ Bien: t1_lineal\nPara llevar: {T1.takeaway}\n"
    assert progress.load() == {"t1_lineal": {"passed": True, "tries": 1}}


def test_una_respuesta_equivocada_ensena_llamada_formas_y_pista_sin_lanzar(shown):
    text = shown(named(lambda A, x: A))
    assert text.startswith("✗ Todavía no: t1_lineal\nEl resultado debe tener forma (3, 2), es decir (n, m)")
    assert "llegó con (2, 3). Es justo la forma traspuesta." in text
    assert "Pista: Cuenta filas: entrada × salida." in text
    assert "La llamada que falló: t1_lineal(A, x), ejemplo 1, con\nA = np.array(" in text
    assert progress.load() == {"t1_lineal": {"passed": False, "tries": 1, "mistakes": {"numerador": 1}}}


def test_sin_diagnostico_se_ofrecen_las_pistas(shown):
    assert "¿Atascado? `hint(t1_lineal)` da una pista." in shown(named(lambda A, x: A.T + 0.5))


def test_un_valor_equivocado_dice_donde_y_los_dos_numeros(shown):
    text = shown(named(lambda A, x: A.T * (1 + 1e-5)))
    assert "el resultado en [0, 0] debería valer 1 y vale 1.00001" in text


def test_la_celda_sin_escribir_no_se_cuenta_como_error(shown):
    def t1_lineal(A, x):
        raise NotImplementedError()

    text = shown(t1_lineal)
    assert text.startswith("○ Sin hacer: t1_lineal") and "hint(" not in text


def test_un_indice_fuera_dice_la_linea_y_el_codigo(shown):
    def t1_lineal(A, x):
        n = len(x)
        return A[n + 5]

    text = shown(t1_lineal)
    line = t1_lineal.__code__.co_firstlineno + 2
    assert f"lanzó IndexError en la línea {line}, `return A[n + 5]`" in text


def test_otro_numero_de_argumentos_se_dice(shown):
    assert "No se pudo llamar a `t1_lineal(A, x)`" in shown(named(lambda A: A.T))


# Con qué nombre se reconoce.


def test_una_lambda_y_un_alias_se_reconocen_por_el_nombre_guardado(bind):
    assert identify(bind("t1_lineal", lambda A, x: A.T)).id == "t1_lineal"

    def mi_solucion(x):
        return x

    assert identify(bind("t1_norma", mi_solucion)).id == "t1_norma"


def test_otro_nombre_para_la_misma_funcion_no_la_confunde(bind):
    assert identify(bind("prueba", t1_lineal)).id == "t1_lineal"


def test_un_nombre_desconocido_propone_el_mas_parecido(shown):
    assert "No hay ningún ejercicio llamado «t1_lineall». ¿Querías «t1_lineal»?" in shown(
        named(lambda A, x: A.T, "t1_lineall")
    )
    assert "No hay ningún ejercicio llamado «zzz».\n" in shown(named(lambda: 0, "zzz"))
    assert progress.load() == {}


@pytest.mark.parametrize(
    "nonsense, says",
    [
        (3, "llegó un objeto de tipo `int`"),
        (None, "`NoneType`"),
        (np.ones((3, 2)), "sin paréntesis: `check(mi_funcion)`"),
        ([t1_lineal], "`list`"),
        ("t1_lineal", "quita las comillas y escribe `check(t1_lineal)`"),
        ("t1_lienal", "¿Querías «t1_lineal»?"),
    ],
)
def test_lo_que_no_es_una_funcion_se_explica_y_no_lanza(nonsense, says, shown):
    assert says in shown(nonsense)
    assert progress.load() == {}


@pytest.mark.parametrize("value", [np.ones((3, 2)), None, "hola", [1]])
def test_un_nombre_reutilizado_se_explica(value, bind, shown):
    assert "¿Reutilizaste el nombre en otra celda?" in shown(bind("t1_lineal", value))


# Bucles, letras y memoria.


def test_un_bucle_sin_fin_se_para(monkeypatch, shown):
    monkeypatch.setattr(module, "CALL_SECONDS", 0.15)

    def t1_lineal(A, x):
        while True:
            pass

    class_cases(T1)  # que cargar torch no cuente
    start = time.process_time()
    text = shown(t1_lineal)
    assert "se detuvo. ¿Hay un bucle que no termina?" in text and time.process_time() - start < 5


def test_un_bucle_que_se_traga_las_excepciones_tambien_se_para(monkeypatch, shown):
    monkeypatch.setattr(module, "CALL_SECONDS", 0.15)

    def t1_lineal(A, x):
        for _ in range(2):
            try:
                while True:
                    pass
            except:  # noqa: E722
                pass
        while True:
            try:  # noqa: SIM105
                len(x)
            except Exception:
                pass

    assert "se detuvo" in shown(t1_lineal)


def test_dormir_no_gasta_calculo(monkeypatch, shown):
    # El tope es de dos llamadas; con margen para el recolector de basura.
    monkeypatch.setattr(module, "CALL_SECONDS", 0.25)
    calls = []

    def t1_lineal(A, x):
        if not calls:
            calls.append(time.sleep(0.7))
        return A.T

    assert "✓ Bien" in shown(t1_lineal)


def test_cien_megas_impresos_no_se_guardan_y_solo_se_ven_al_fallar(shown):
    def loud(A):
        for _ in range(100):
            print("ruido " * 170_000)
        return A

    class_cases(T1)  # que cargar torch no cuente
    start = time.process_time()
    wrong = shown(named(lambda A, x: loud(A)))
    right = shown(named(lambda A, x: loud(A).T))
    assert time.process_time() - start < 15
    assert "Tu función imprimió: ruido ruido" in wrong and len(wrong) < module.PRINTED + 2_000
    assert "ruido" not in right and "✓ Bien" in right


def test_los_avisos_no_cuentan_ni_se_ven(shown, recwarn):
    def t1_lineal(A, x):
        np.zeros(1) / np.zeros(1)
        return A.T

    t1_lineal.__module__ = "__main__"  # como si se hubiera escrito en el cuaderno
    assert shown(t1_lineal) == f"✓ Bien: t1_lineal\nPara llevar: {T1.takeaway}\n"
    # Solo los de NumPy: el recolector puede traer en cualquier momento avisos de otras pruebas.
    assert not [w for w in recwarn if issubclass(w.category, RuntimeWarning)]


def test_interrumpir_el_kernel_interrumpe():
    def t1_lineal(A, x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(t1_lineal)


def test_en_otro_hilo_no_hay_limite_pero_si_respuesta(capsys):
    import threading

    thread = threading.Thread(target=check, args=(t1_lineal,))
    thread.start()
    thread.join()
    assert "✓ Bien" in capsys.readouterr().out


# Lo que está prohibido.


@pytest.mark.parametrize(
    "source, said",
    [
        ("def t1_lineal(A, x):\n    import torch\n    return A.T", "`torch`"),
        ("import torch.nn.functional as F\ndef t1_lineal(A, x):\n    F.relu\n    return A.T", "`F.relu`"),
        ("from torch import relu as r\ndef t1_lineal(A, x):\n    r\n    return A.T", "`r`"),
        (
            "import torch\ndef g(A):\n    return torch.tensor(A).T.numpy()\ndef t1_lineal(A, x):\n    return g(A)",
            "`torch",
        ),
        ("import torch\nt1_lineal = lambda A, x: torch.tensor(A).T.numpy()", "`torch"),
    ],
)
def test_usar_lo_prohibido_no_aprueba_aunque_acierte(source, said, tmp_path, bind, shown):
    text = shown(bind("t1_lineal", define(source, tmp_path)))
    assert "✗ Todavía no" in text and said in text and "hace el trabajo por ti" in text


def test_medir_no_aprueba_aunque_acierte_y_se_dice_que_es_medir(tmp_path, bind, shown):
    source = "def t1_lineal(A, x):\n    np.gradient(x)\n    return A.T"
    text = shown(bind("t1_lineal", define(source, tmp_path)))
    assert "✗ Todavía no" in text and "Usas `np.gradient`, y eso es medir, no derivar" in text


def test_una_respuesta_traida_de_un_archivo_propio_avisa_de_que_al_calificar_no_esta(tmp_path, monkeypatch, shown):
    (tmp_path / "mis_cuentas.py").write_text("def t1_lineal(A, x):\n    return A.T\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "Ojo: Usas `mis_cuentas`, que no está al calificar" in shown(
        importlib.import_module("mis_cuentas").t1_lineal
    )


@pytest.mark.parametrize(
    "source, package",
    [
        ("import psutil as p\ndef t1_lineal(A, x):\n    p.boot_time()\n    return A.T", "psutil"),
        ("def t1_lineal(A, x):\n    import psutil\n    return A.T", "psutil"),
        ("from nbformat import from_dict\ndef t1_lineal(A, x):\n    from_dict\n    return A.T", "nbformat"),
        ("import math, itertools\ndef t1_lineal(A, x):\n    math.pi, itertools\n    return np.transpose(A)", None),
        ("import psutil\ndef t1_lineal(A, x):\n    return A.T", None),  # importado y sin usar
        (
            "import psutil\nfrom functools import partial\n"
            "def g(k, A, x):\n    psutil.boot_time()\n    return A.T\n"
            "t1_lineal = partial(g, 1)",
            "psutil",
        ),
        (
            "import psutil\nclass G:\n    def __call__(self, A, x):\n        psutil.boot_time()\n        return A.T\n\n"
            "t1_lineal = G()",
            "psutil",
        ),
        (
            "import psutil\n"
            "class G:\n    def haz(self, A):\n        psutil.boot_time()\n        return A.T\n"
            "g = G()\n"
            "def t1_lineal(A, x):\n    return g.haz(A)",
            "psutil",
        ),
    ],
)
def test_lo_que_aqui_esta_y_al_calificar_no_se_dice_al_momento(source, package, tmp_path, bind, shown):
    text = shown(bind("t1_lineal", define(source, tmp_path)))
    assert text.startswith("✓ Bien")
    assert (f"Ojo: Usas `{package}`, que no está al calificar" in text) if package else "Ojo" not in text


@pytest.mark.parametrize(
    "source",
    [
        "autograder = autograd_x = 3\ndef t1_lineal(A, x):\n    return A.T + 0 * (autograder - autograd_x)",
        "import torch\ndef otra(A):\n    return torch.tensor(A)\ndef t1_lineal(A, x):\n    return A.T",
        "def t1_lineal(A, x):\n    'Sin torch ni jax.'\n    # import torch\n    return A.T",
        "def t1_lineal(A, x):\n    gradient = A.T\n    return gradient",
    ],
)
def test_lo_que_solo_se_le_parece_no_esta_prohibido(source, tmp_path, shown):
    assert "✓ Bien" in shown(define(source, tmp_path))


def test_una_funcion_sin_codigo_a_la_vista_se_juzga_igual(shown):
    space = {}
    exec("def t1_lineal(A, x): return A.T", space)
    assert "✓ Bien" in shown(space["t1_lineal"])


# Bajo nbgrader y sin torch.


def test_bajo_nbgrader_un_fallo_lanza_sin_traza(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailed, match="Todavía no: t1_lineal") as caught:
        check(named(lambda A, x: A))
    shown = "\n".join(caught.value._render_traceback_())
    assert "Cuenta filas" in shown and "Traceback" not in shown
    assert all(len(line) <= 80 for line in shown.splitlines())  # nbgrader recorta las más largas
    with pytest.raises(CheckFailed, match="No hay ningún ejercicio"):
        check(named(lambda: 0, "zzz"))
    check(t1_lineal)
    assert "✓ Bien" in capsys.readouterr().out


def test_sin_referencias_guardadas_ni_torch_se_dice_como_instalarlo(root, folder):
    code = """
import sys
sys.modules["torch"] = None
from autograder import check, hint
from autograder.judging import references
references.STORE = "no-esta.json"
def t1_lineal(A, x): return A.T
check(t1_lineal)
hint(t1_lineal)
"""
    env = os.environ | {"JUPYTER_DATA_DIR": str(folder), "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "hace falta PyTorch y no está instalado" in done.stdout and "make lab" in done.stdout
    assert "Pista 1 de 3" in done.stdout


def test_donde_no_se_puede_limitar_la_memoria_se_dice_que_el_caso_grande_no_se_probo(bind, shown, monkeypatch):
    def answer(b, v):
        assert b.size < 1_000
        return np.where(b > 0, v, 0.0)

    bind("t1_vjp_relu", named(answer, "t1_vjp_relu"))
    assert "✗" in shown(answer)
    monkeypatch.setattr("autograder.student.check.can_limit", lambda: False)
    text = shown(answer)
    assert "✓ Bien: t1_vjp_relu" in text and "no se ha probado con cien mil números" in text
