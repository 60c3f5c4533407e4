"""Lo que dice cada ``check`` en casa: un cuaderno ejecutado con «Reiniciar el kernel y ejecutar todo».

Un error no para a las celdas siguientes (``allow_errors``). Arrancar un kernel y cargar torch cuesta segundos, así
que un proceso aparte lo carga todo una vez y bifurca un hijo por cuaderno; en el hijo corre el kernel de ipykernel, sin
sockets de por medio. ``in_a_kernel`` hace lo mismo con nbclient y un kernel corriente: con él se verifica.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

PASS, FAIL, MISSING, NOT_JUDGED, NOTHING = "pass", "fail", "missing", "not_judged", "nothing"
SECONDS = 600  # de reloj por cuaderno: solo se agotan si algo se cuelga
# Un hilo por proceso: tras bifurcar no queda ninguno suelto.
THREADS = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}


class Heard:
    """Lo último que dijo ``check`` de cada ejercicio, según las salidas de las celdas."""

    def __init__(self, exercises: Sequence[str]):
        self.exercises = exercises
        self.said: dict[str, str] = {}

    def listen(self, source: str, outputs: Iterable[dict]) -> None:
        """Atiende a las salidas de una celda, en el formato de un cuaderno."""
        for output in outputs:
            text = output.get("data", {}).get("text/plain", "")
            if found := _TITLE.match(text):
                self.said[found["id"]] = _SIGNS[found["sign"]]
            elif output.get("ename") == "NameError" and "check" in source:
                # check no llegó a llamarse: preguntó por una función que no existe.
                for name in re.findall(r"name '(\w+)'", output.get("evalue", "")):
                    if name in self.exercises:
                        self.said.setdefault(name, NOTHING)

    @property
    def unasked(self) -> list[str]:
        """Los ejercicios de los que nadie preguntó: su celda de corrección ya no está."""
        return [id_ for id_ in self.exercises if id_ not in self.said]

    @property
    def complete(self) -> dict[str, str]:
        return {id_: self.said.get(id_, NOTHING) for id_ in self.exercises}


_SIGNS = {"✓ Bien": PASS, "✗ Todavía no": FAIL, "○ Sin hacer": MISSING, "? No se pudo juzgar": NOT_JUDGED}
_TITLE = re.compile(rf"(?P<sign>{'|'.join(map(re.escape, _SIGNS))}): (?P<id>\w+)")


def question(exercise: str) -> str:
    """La celda que se añade al final cuando falta la de corrección: lo que habría dicho ``check``."""
    return f"from autograder import check as _check\n_check({exercise})"


def in_a_kernel(sources: Sequence[str], exercises: Sequence[str], folder: Path) -> dict[str, str]:
    """Lo mismo que ``Home.run``, en un kernel corriente y con nbclient: segundos por cuaderno."""
    import nbformat
    from cuadernos import patient_client

    v4 = nbformat.v4
    notebook = v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    client = patient_client(notebook, folder, allow_errors=True)
    heard = Heard(exercises)

    def execute(source: str) -> None:
        notebook.cells.append(v4.new_code_cell(source))
        client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
        heard.listen(source, notebook.cells[-1].outputs)

    with client.setup_kernel():
        for source in sources:
            execute(source)
        for id_ in heard.unasked:
            execute(question(id_))
    return heard.complete


class Home:
    """El proceso que lo tiene todo cargado; de él sale un kernel por cuaderno."""

    def __init__(self, folder: Path):
        """Arranca el proceso; todo lo que escriba (también el progreso del estudiante) va a ``folder``."""
        private = folder / "jupyter"
        env = {**os.environ, **THREADS, "JUPYTER_DATA_DIR": str(private), "IPYTHONDIR": str(private)}
        env.pop("NBGRADER_EXECUTION", None)
        self.folder, self.number = folder, 0
        private.mkdir(parents=True)
        self.process = subprocess.Popen(
            [sys.executable, "-Xfrozen_modules=off", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            text=True,
        )

    def run(self, sources: Sequence[str], exercises: Sequence[str]) -> dict[str, str]:
        """Ejecuta las celdas de un cuaderno, cada vez en un kernel nuevo, y da lo que dijo ``check`` de cada ejercicio.

        Formas
            ejercicio → ``pass``, ``fail``, ``missing`` o ``not_judged``; ``nothing`` si la función no existía.
        Errores
            RuntimeError si el kernel murió o no acabó.
        """
        self.number += 1
        where = self.folder / f"casa-{self.number}"
        where.mkdir(parents=True)
        request = {"sources": list(sources), "exercises": list(exercises), "folder": str(where)}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply = self.process.stdout.readline()
        if not reply or reply == "null\n":
            raise RuntimeError(f"El kernel de casa no acabó; su carpeta es {where}.")
        return json.loads(reply)

    def close(self) -> None:
        """Termina el proceso: acaba solo al cerrarse su entrada."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self) -> "Home":
        return self

    def __exit__(self, *_) -> None:
        self.close()


def _serve() -> None:
    """Atiende, una línea por cuaderno, hasta que se cierra la entrada."""
    replies = os.fdopen(os.dup(1), "w")
    _silence()
    _load_everything()
    for line in sys.stdin:
        reply = _in_a_child(_run_here, json.loads(line))
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _silence() -> None:
    """Lo que impriman las celdas por los descriptores no debe mezclarse con las respuestas."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        os.dup2(null, descriptor)


def _load_everything() -> None:
    """Carga en este proceso lo que un hijo acaba cargando al ejecutar un cuaderno.

    Solo se carga: torch se niega a derivar en un hijo si su padre ya derivó algo.
    """
    for name in _in_a_child(_rehearse, None) or ():
        with contextlib.suppress(Exception):
            __import__(name)


def _rehearse(_: None) -> list[str]:
    """Un cuaderno corriente y las referencias de todos los ejercicios; da los módulos que hicieron falta."""
    from autograder.exercise import all_exercises
    from autograder.judging.cases import class_cases

    _run_here({"sources": ["%matplotlib inline\nimport course_lib.plots\nimport ipywidgets"], "exercises": []})
    for exercise in all_exercises().values():
        class_cases(exercise)
    return [name for name, module in sys.modules.items() if module is not None and name != "__main__"]


def _in_a_child(work, request):
    """Lo que devuelve ``work(request)`` en un proceso bifurcado; None si murió o no acabó."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        os.setsid()
        try:
            answer = json.dumps(work(request)).encode()
            with os.fdopen(write_end, "wb") as file:
                file.write(answer)
        finally:
            os._exit(0)
    os.close(write_end)
    stop = signal.SIGKILL
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, stop))
    signal.alarm(SECONDS)
    try:
        with os.fdopen(read_end, "rb") as file:
            answer = file.read()
    finally:
        signal.alarm(0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, stop)  # los hijos que dejó el cuaderno
    os.waitpid(pid, 0)
    return json.loads(answer) if answer else None


def _run_here(request: dict) -> dict[str, str]:
    """Ejecuta un cuaderno en un kernel de este proceso."""
    from ipykernel.inprocess.manager import InProcessKernelManager

    if "folder" in request:
        os.chdir(request["folder"])
    sys.path[0] = ""  # la carpeta del cuaderno, como en un kernel, y no la de este archivo
    # Al importarse se engancha al kernel: que lo haga en éste.
    sys.modules.pop("autograder", None)
    manager = InProcessKernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    heard = Heard(request["exercises"])
    for source in request["sources"]:
        heard.listen(source, _execute(client, source))
    for id_ in heard.unasked:
        heard.listen(question(id_), _execute(client, question(id_)))
    return heard.complete


def _execute(client, source: str) -> Iterator[dict]:
    """Las salidas de una celda, en el formato de un cuaderno."""
    client.execute(source, allow_stdin=False)
    while client.iopub_channel.msg_ready():
        message = client.iopub_channel.get_msg()
        if message["header"]["msg_type"] in ("display_data", "execute_result", "error"):
            yield message["content"]


if __name__ == "__main__":
    _serve()
