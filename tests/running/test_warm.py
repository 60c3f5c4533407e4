"""El padre templado y sus capas: con la vista de bubblewrap y sin ella, siendo root y sin serlo."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from cuadernos import composed
from entregas import T1
from procesos import alive, all_gone

from autograder.exercise import exercises_of
from autograder.grading import doctor
from autograder.judging.cases import class_cases
from autograder.running import packages, view, warm
from autograder.running.judge import judge_notebook
from autograder.running.warm import CannotStart, Warm
from autograder.running.worker_process import Limits, Stopped, Worker

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="las capas solo existen en Linux")

both = pytest.mark.parametrize("started", ["vista", "sin_vista"], indirect=True)


@pytest.fixture(scope="module")
def parents(skip_or_fail):
    """Un padre templado con vista y otro sin ella, arrancados la primera vez que se piden."""
    running: dict[str, Warm] = {}

    def get(name: str) -> Warm:
        if name not in running:
            running[name] = Warm(name == "vista", frozenset())
            if name == "vista" and not running[name].view:
                skip_or_fail("esta máquina no puede crear la vista (mira: autograder doctor)")
        return running[name]

    yield get
    for parent in running.values():
        parent.close()


@pytest.fixture
def started(parents, request) -> Warm:
    return parents(request.param)


@pytest.fixture
def worker(started, skip_or_fail):
    with Worker(started) as one:
        if not started.view and not one.layers["landlock"]:
            skip_or_fail("sin vista y sin Landlock no hay nada que impida leer archivos")
        yield one


def value(worker: Worker, expression: str, before: str = "") -> str:
    """El valor de una expresión dentro del trabajador, o el error que da."""
    source = f"{before}\ntry:\n    found = {expression}\nexcept BaseException as e:\n    found = type(e).__name__\n"
    reply = worker.ask({"op": "cell", "source": source + "print(found, end='')"}, 20.0, 10.0)
    assert reply["error"] is None, reply["error"]
    return "".join(o.get("text", "") for o in reply["outputs"])


# — qué capas hay —


def test_en_esta_maquina_estan_todas_las_capas(skip_or_fail):
    found = doctor.layers()
    assert set(found) == set(doctor.LAYERS)
    if absent := [name for name, present in found.items() if not present]:
        skip_or_fail(f"esta máquina no tiene las capas {', '.join(absent)}")


# En un espacio de montajes propio, la carpeta del intérprete queda a la vista de cualquiera aunque esté en /root.
AS_NOBODY = """
base=$1; hold=$2; shift 2
closed=$base
while up=$(dirname "$closed"); [ "$up" != / ]; do closed=$up; done
if [ "$closed" != /usr ]; then
    mount --bind "$base" "$hold" && mount -t tmpfs -o mode=755 none "$closed" || exit 9
    mkdir -p "$base" && mount --bind "$hold" "$base" || exit 9
fi
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
"""


def run_unprivileged(code: str, root: Path, tmp_path: Path) -> subprocess.CompletedProcess:
    """Ejecuta Python como un usuario corriente: el de ahora, o nadie si es root."""
    command = [sys.executable, "-c", code]
    if os.geteuid() == 0:
        if not (shutil.which("unshare") and shutil.which("setpriv")):
            pytest.skip("siendo root, hacen falta unshare y setpriv para dejar de serlo")
        hold = tmp_path / "interprete"
        hold.mkdir()
        script = ["unshare", "-m", "sh", "-c", AS_NOBODY, "sh", str(Path(sys.base_prefix).resolve()), str(hold)]
        command = [*script, *command]
    env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/tmp", "TMPDIR": "/tmp"}
    return subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, timeout=600)


def test_un_usuario_corriente_tambien_las_tiene_todas(root, tmp_path, skip_or_fail):
    probe = run_unprivileged("import numpy, autograder, os; assert os.geteuid() != 0", root, tmp_path)
    if probe.returncode:
        reason = probe.stderr.strip().splitlines()[-1:] or ["no se sabe por qué"]
        pytest.skip(f"sin ser root no se puede ejecutar este Python: {reason[0]}")
    (tmp_path / "interprete").rmdir() if (tmp_path / "interprete").exists() else None
    code = "import json; from autograder.grading import doctor; print(json.dumps(doctor.layers()))"
    done = run_unprivileged(code, root, tmp_path)
    assert done.returncode == 0, done.stderr
    if absent := [name for name, present in json.loads(done.stdout).items() if not present]:
        skip_or_fail(f"sin ser root, esta máquina no tiene las capas {', '.join(absent)}")


def test_sin_vista_se_dice_que_capas_faltan(parents, monkeypatch):
    monkeypatch.setattr(warm, "bubblewrap", lambda: None)
    found = doctor.layers()
    assert not found["vista"] and not found["red"]
    # Quien no es root ya es un usuario corriente; root solo pasa a serlo si otro puede leer el intérprete.
    assert found["usuario"] == (os.geteuid() != 0 or view.readable_by_anyone())
    with Worker(parents("sin_vista")) as worker:
        assert not parents("sin_vista").view
        same = ("procesos", "disco", "usuario", "landlock", "seccomp", "topes")
        assert {name: worker.layers[name] for name in same} == {name: found[name] for name in same}


def test_un_padre_que_no_arranca_lo_dice(monkeypatch):
    monkeypatch.setattr(view, "SANDBOX", Path("/no/esta"))
    with pytest.raises(CannotStart, match="no arrancó.*autograder doctor"):
        Warm(view=False)


# — juzgar igual —


ANSWERS = {
    "t1_producto_escalar": "def t1_producto_escalar(b, x):\n    return b",
    "t1_lineal": "def t1_lineal(A, x):\n    return A",
    "t1_norma": "def t1_norma(x):\n    while True: pass",
    "t1_softmax": "def t1_softmax(x):\n    import os; os._exit(0)",
}


def test_con_vista_y_sin_ella_se_juzga_igual(parents, monkeypatch):
    exercises = exercises_of(T1)
    case_sets = {id_: class_cases(exercises[id_]) for id_ in ANSWERS if id_ in exercises}
    notebook = composed({"propia": "import numpy as np\nimport course_lib\nprint('hola')", **ANSWERS})
    found = {}
    for name in ("vista", "sin_vista"):
        parent = parents(name)
        monkeypatch.setattr(warm, "current", lambda modules, parent=parent: parent)
        found[name] = judge_notebook(notebook, case_sets, limits=Limits(cell=2.0, call=0.3, wall_factor=100))
    statuses = {id_: v.status for id_, v in found["vista"].verdicts.items()}
    assert (statuses["t1_producto_escalar"], statuses["t1_lineal"], statuses["t1_norma"]) == ("pass", "fail", "error")
    assert found["vista"] == found["sin_vista"]
    assert found["vista"].outputs["celda-1"][0].text == "hola\n"


# — lo que no se ve —


@pytest.fixture
def canaries(tmp_path, root):
    """Archivos que una entrega no debe leer: los de la clase, los del curso y los de quien califica."""
    group = tmp_path / "clase"
    other = group / "submitted" / "beto" / T1 / f"{T1}.ipynb"
    other.parent.mkdir(parents=True)
    planted = [other, group / "gradebook.db", group / "retropropagacion.key", group / "notas.json"]
    for path in planted:
        path.write_text("SECRETO")
        path.chmod(0o644)
    for folder in (group, *other.parents):
        if tmp_path in folder.parents or folder == tmp_path:
            folder.chmod(0o755)
    repo = [root / "autograder" / "exercises" / T1 / name for name in ("t1_lineal.py", "referencias.json")]
    repo += [root / "autograder" / "judging" / "oracle.py"]
    repo += [root / "solutions" / f"{T1}.md", root / "notebooks" / f"{T1}.ipynb", root / "pyproject.toml"]
    assert all(p.is_file() for p in repo)
    return [*planted, *repo, Path("/etc/passwd"), Path("/etc/shadow"), Path(__file__)]


@both
def test_no_se_lee_nada_de_la_clase_ni_del_curso(worker, canaries):
    for path in canaries:
        read = value(worker, f"open({str(path)!r}, 'rb').read()[:20]")
        assert read in ("FileNotFoundError", "PermissionError"), (path, read)
        listed = value(worker, f"os.listdir({str(path.parent)!r})", "import os")
        assert listed in ("FileNotFoundError", "PermissionError") or path.name not in listed, (path, listed)


@both
def test_tampoco_por_los_descriptores_ni_por_proc(worker, canaries):
    """Ni un archivo abierto que se herede, ni la raíz o la memoria de otro proceso."""
    find = """
import os, stat
def kinds():
    found = []
    for fd in range(3, 256):
        try:
            mode = os.fstat(fd).st_mode
        except OSError:
            continue
        link = f'/proc/self/fd/{fd}'
        seen = os.readlink(link) if os.path.exists('/proc/self') else oct(mode)
        found.append('socket' if stat.S_ISSOCK(mode) else seen)
    return found
"""
    inherited = value(worker, "kinds()", find)
    assert not any(str(path) in inherited for path in canaries) and "/.pytest" not in inherited, inherited
    for target in (f"/proc/{os.getpid()}/environ", "/proc/1/environ", f"/proc/{os.getpid()}/root/etc/passwd",
                   f"/proc/{os.getpid()}/mem"):  # fmt: skip
        read = value(worker, f"open({target!r}, 'rb').read(9)")
        assert read in ("FileNotFoundError", "PermissionError"), (target, read)


@both
def test_el_entorno_no_lleva_nada_de_quien_califica(worker):
    names = json.loads(value(worker, "json.dumps(sorted(os.environ))", "import json, os"))
    allowed = {"HOME", "IPYTHONDIR", "LANG", "LC_CTYPE", "MKL_NUM_THREADS", "MPLBACKEND", "MPLCONFIGDIR",
               "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PWD", "TMPDIR"}  # fmt: skip
    assert set(names) <= allowed, set(names) - allowed


def roads(name: str, file: Path) -> dict[str, str]:
    """Maneras de llegar a un módulo sin el sustituto que lo explica: por su nombre, por su ruta, por sus bytes."""
    folder, above, path = str(file.parent), str(file.parents[name.count(".") + 1]), str(file)
    return {
        "import": f"__import__({name!r}).__file__ + ''",
        "importlib": f"importlib.import_module({name!r}).__file__ + ''",
        "otra ruta": f"sys.path.insert(0, {above!r}) or importlib.import_module({name!r}).__file__ + ''",
        "buscador": f"importlib.machinery.PathFinder.find_spec({name!r}, [{above!r}]).loader.get_data({path!r})",
        "por archivo": f"importlib.util.module_from_spec(s := importlib.util.spec_from_file_location('x', {path!r}))"
        " and s.loader.exec_module(types.ModuleType('x'))",
        "cargador": f"importlib.machinery.SourceFileLoader('x', {path!r}).load_module()",
        "runpy": f"runpy.run_path({path!r})",
        "zip": f"zipimport.zipimporter({folder!r})",
        "bytes": f"exec(open({path!r}, 'rb').read())",
        "código compilado": f"open(importlib.util.cache_from_source({path!r}), 'rb').read(9)",
        "descriptor": f"os.read(os.open({path!r}, os.O_RDONLY), 9)",
        "lista": f"[os.path.basename(p) for p in os.listdir({folder!r})][0]",
        "recursos": f"pkgutil.get_data({name!r}, {file.name!r}) + b''",
        "ctypes": f"ctypes.CDLL({path!r})",
        "mmap": f"mmap.mmap(os.open({path!r}, os.O_RDONLY), 0)",
    }  # fmt: skip


UNHOOK = """
import ctypes, importlib.machinery, importlib.util, mmap, os, pkgutil, runpy, sys, types, zipimport
sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != 'Finder']
for name in [n for n, m in sys.modules.items() if type(m).__name__ == 'AbsentModule']: del sys.modules[name]
"""


@both
@pytest.mark.parametrize(
    "name", ["torch", "sympy", "autograd", "course_lib", "course_lib.graph", "autograder.exercise"]
)
def test_lo_que_no_hace_falta_no_esta_por_ningun_camino(worker, name):
    """Los sustitutos son de Python y se pueden quitar; los archivos no están."""
    file = Path(importlib.util.find_spec(name).origin)
    for road, expression in roads(name, file).items():
        found = value(worker, expression, UNHOOK)
        # De una carpeta vacía, Python hace un paquete sin archivo: no hay nada que sumar a su None.
        errors = "ModuleNotFoundError FileNotFoundError PermissionError AttributeError TypeError ZipImportError OSError"
        assert found in errors.split() or road == "lista" and file.name not in found, (road, found)


@both
def test_de_lo_instalado_solo_se_ve_lo_que_hace_falta(worker):
    packages = Path(np.__file__).parents[1]
    for name in ("nbgrader", "jupyterlab", "pytest"):
        assert (packages / name).is_dir()
        assert value(worker, f"__import__({name!r})") == "ModuleNotFoundError"
        assert value(worker, f"open({str(packages / name / '__init__.py')!r})") in (
            "FileNotFoundError",
            "PermissionError",
        )


@both
def test_numpy_y_matplotlib_si_estan(worker):
    assert value(worker, "float(np.linalg.norm([3.0, 4.0]))", "import numpy as np") == "5.0"
    assert value(worker, "bool(plt.plot([1, 2]))", "import matplotlib.pyplot as plt") == "True"
    assert value(worker, "type(FloatSlider()).__name__", "from ipywidgets import FloatSlider") == "FloatSlider"


@pytest.mark.parametrize("view_on", [True, False])
def test_del_curso_se_ve_lo_que_usan_las_celdas_publicadas_y_lo_demas_se_importa_vacio(view_on, root):
    modules = view.course_modules(["from course_lib import graph, plots"], [["course_lib"]])
    assert {"course_lib.plots.curves", "course_lib.graph"} <= modules and "course_lib.layers" not in modules
    with Warm(view_on, modules) as parent, Worker(parent) as worker:
        assert value(worker, "plots.jacobian([[1.0]]).alt[:0] + 'dibuja'", "from course_lib import plots") == "dibuja"
        # La lección 02 enseña el código de una regla: el archivo tiene que poder leerse.
        assert (
            value(worker, "'def ' in inspect.getsource(add)", "import inspect\nfrom course_lib.graph.rules import add")
            == "True"
        )
        assert value(worker, "Linear", "from course_lib.layers import Linear") == "course_lib.layers.Linear"
        assert value(worker, "Linear(1, 2)") == "NotHere"
        read = value(worker, f"open({str(root / 'course_lib' / 'layers' / 'linear.py')!r})")
        assert read in ("FileNotFoundError", "PermissionError")


def test_si_no_se_sabe_que_archivos_son_de_quien_se_tapa_lo_conocido(monkeypatch):
    """Con paquetes que no instaló pip se califica igual: se ven todos, menos lo que haría el trabajo."""
    monkeypatch.setattr(packages, "entries", lambda: None)
    for on in (True, False):
        with Warm(on, frozenset()) as parent, Worker(parent) as worker:
            assert value(worker, "float(np.linalg.norm([3.0, 4.0]))", "import numpy as np") == "5.0"
            for name in ("torch", "autograder", "course_lib"):
                file = Path(importlib.util.find_spec(name).origin)
                assert value(worker, f"open({str(file)!r})") in ("FileNotFoundError", "PermissionError")


@both
def test_no_se_escribe_fuera_de_la_carpeta_propia(worker, root, tmp_path):
    tmp_path.chmod(0o777)
    for folder in (tmp_path, root, root / "autograder" / "sandbox", Path(np.__file__).parent, "/etc", "/var/tmp", "/"):
        wrote = value(worker, f"open({str(Path(folder) / 'intruso_warm')!r}, 'w').write('x')")
        assert wrote.endswith("Error"), (folder, wrote)
        assert not (Path(folder) / "intruso_warm").exists()
    assert value(worker, "open('mio', 'w').write('x')") == "1"


@both
def test_el_disco_tiene_cuota(worker):
    if not worker.layers["disco"]:
        pytest.skip("sin la capa «disco» solo hay tope por archivo")
    fill = """
def fill():
    for k in range(40):
        with open(f'f{k}', 'wb') as file:
            file.write(bytes(8 * 2**20))
    return 'cupo todo'
"""
    assert value(worker, "fill()", fill) == "OSError"


@both
def test_ni_red_ni_programas(worker):
    assert value(worker, "socket.create_connection(('127.0.0.1', 9), 1)", "import socket") == "PermissionError"
    assert value(worker, "subprocess.run(['/bin/true'])", "import subprocess") in (
        "PermissionError",
        "FileNotFoundError",
    )


@both
def test_no_se_puede_senalar_a_quien_califica(worker):
    # El 1 de dentro es el primero de su espacio, y el de fuera podría ser quien lanzó las pruebas.
    for pid in {os.getpid(), os.getppid()} - {1}:
        assert value(worker, f"os.kill({pid}, 0)", "import os") in ("ProcessLookupError", "PermissionError")
    if worker.layers["procesos"]:
        assert value(worker, "os.getppid()", "import os") == "1"
        value(worker, "os.kill(1, 9)", "import os")  # el núcleo no se la entrega: es el primero de su espacio
        assert value(worker, "1 + 1") == "2"


# — arrancar y acabar —


def test_al_cerrar_no_queda_ningun_proceso_ni_carpeta():
    for on in (True, False):
        before = set(psutil.Process().children(recursive=True))
        with Warm(on, frozenset()) as parent:
            worker = Worker(parent)
            left = [p for p in psutil.Process().children(recursive=True) if p not in before] + [worker.ps]
        assert all_gone(left), [p for p in left if alive(p)]
        with pytest.raises(Stopped):
            worker.ask({"op": "cell", "source": "1"}, 1.0, 2.0)
        assert parent.folder is None or not Path(parent.folder).exists()


@both
def test_cada_trabajador_nace_con_numpy_ya_cargado(started):
    for _ in range(10):
        with Worker(started) as worker:
            assert value(worker, "'numpy' in sys.modules", "import sys") == "True"


# — los hermanos —


@pytest.fixture
def family():
    """Un padre templado, un hermano ya listo y los procesos que los hacen."""
    before = set(psutil.Process().children(recursive=True))
    with Warm(modules=frozenset(), wait=False) as parent:
        twin = parent.twin()  # pedido antes de que acabe de cargar
        twin._own(None)
        twin.ready()
        parent.ready()
        yield parent, twin, [p for p in psutil.Process().children(recursive=True) if p not in before]
        twin.close()


def test_un_hermano_da_trabajadores_con_las_mismas_capas(family):
    parent, twin, _ = family
    with Worker(parent) as one, Worker(twin) as other:
        assert one.layers == other.layers
        assert value(other, "1 + 1") == "2"


def test_un_hermano_acaba_sin_llevarse_al_que_lo_pario(family):
    parent, twin, _ = family
    with Worker(twin) as worker:
        twin.close()
        assert all_gone([worker.ps])
    with Worker(parent) as worker:
        assert value(worker, "1 + 1") == "2"


def test_un_hermano_parado_tambien_acaba_al_cerrarlo(family):
    parent, twin, processes = family
    young = max(processes, key=lambda process: process.create_time())
    young.suspend()
    assert alive(young)
    twin.close()
    assert all_gone([young]) and parent.alive


def test_si_muere_el_que_los_pario_se_nota_en_todos_y_no_queda_ninguno(family):
    parent, twin, processes = family
    parent.close()
    assert all_gone(processes) and not twin.alive
    with pytest.raises(CannotStart):
        twin.fork()


def test_quien_hereda_un_padre_templado_no_lo_mata(family):
    """Un proceso bifurcado acaba, y con él su copia de todo lo del que lo bifurcó."""
    parent, _, _ = family
    if (pid := os.fork()) == 0:
        parent.close()
        os._exit(0)
    os.waitpid(pid, 0)
    with Worker(parent) as worker:
        assert value(worker, "1 + 1") == "2"
