"""Ejecutar los mutantes de un ejercicio, al construir, en un proceso aparte y con la memoria y el tiempo contados.

``prints_of`` es lo que se llama: manda un trabajo a un proceso nuevo (este mismo archivo) y recibe huellas. Un mutante
que no acaba, que pide demasiada memoria o que mata al proceso se queda sin huella, y se sigue por el siguiente.
"""

import json
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MUTANT_SECONDS = 0.5  # CPU de un mutante en todos los casos
ALL_SECONDS = 240  # reloj del proceso entero
ROOM = 2**30  # bytes que puede pedir por encima de lo que usa al empezar


def prints_of(job: dict[str, Any]) -> list[list | None]:
    """Por código de ``job["codes"]``, y por salida, ``[forma, número, vacío]`` en cada caso; None si no llegó.

    ``job``: ``setup`` (código que hace falta antes), ``name``, ``args``, ``cases`` (las entradas de cada caso),
    ``names`` (las salidas), ``rtol``, ``atol`` y ``codes``.
    """
    found: list[list | None] = []
    total = len(job["codes"])
    while len(found) < total:
        rest = {**job, "codes": job["codes"][len(found) :]}
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", __spec__.name if __spec__ else "autograder.diagnosis.run_mutants"]
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        try:
            out, _ = child.communicate(pickle.dumps(rest), timeout=ALL_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            out, _ = child.communicate()
        lines = [line for line in out.decode("utf-8", "replace").split("\n") if line.endswith("]") or line == "null"]
        found += [json.loads(line) for line in lines[: len(rest["codes"])]]
        if len(found) < total:
            found.append(None)  # el que se llevó al proceso
    return found


def main() -> None:
    """El proceso: lee el trabajo de la entrada y escribe un renglón por mutante."""
    job = pickle.loads(sys.stdin.buffer.read())
    results = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    import numpy as np

    np.seterr(all="ignore")
    __import__("warnings").simplefilter("ignore")
    _limit_memory()
    signal.signal(signal.SIGPROF, _too_long)
    before = _namespace(job["setup"])
    for code in job["codes"]:
        results.write(json.dumps(_one(job, code, dict(before))) + "\n")
        results.flush()


def _limit_memory() -> None:
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[0])
        limit = pages * resource.getpagesize() + ROOM
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class _TooLong(BaseException):
    pass


def _too_long(*_: Any) -> None:
    raise _TooLong


def _namespace(setup: Sequence[str]) -> dict[str, Any]:
    """Lo que el código del ejercicio usa y no define: importaciones y funciones de celdas anteriores."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for source in setup:
        try:
            exec(compile(source, "antes", "exec"), names)
        except Exception:  # le faltará a quien la use, y ese no dará huella
            continue
    return names


def _one(job: dict[str, Any], code: str, names: dict[str, Any]) -> list | None:
    from autograder.diagnosis.prints import NOTHING, columns, print_of
    from autograder.sandbox.call import copy_value

    wanted, rtol, atol = job["names"], job["rtol"], job["atol"]
    width = len(wanted) + (len(wanted) > 1)
    found: list[list] = [[] for _ in range(width)]
    signal.setitimer(signal.ITIMER_PROF, MUTANT_SECONDS)
    try:
        exec(compile(code, "mutante", "exec"), names)
        for case in job["cases"]:
            try:
                value = names[job["name"]](*[copy_value(case[a]) for a in job["args"]])
                prints = [print_of(v, rtol, atol) for v in columns(value, wanted)]
                row = [[p.shape, p.number, p.trivial] for p in prints]
            except Exception:
                row = [[NOTHING, float("nan"), True] for _ in range(width)]
            for column, cell in zip(found, row, strict=True):
                column.append(cell)
    except (_TooLong, Exception):
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return found


if __name__ == "__main__":
    main()
