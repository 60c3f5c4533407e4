"""El padre templado: carga NumPy e IPython una vez y bifurca un trabajador por entrega.

Bifurcar cuesta milisegundos; arrancar un intérprete y cargarlo todo, décimas de
segundo. Este proceso nunca ejecuta código ajeno: solo sus nietos, uno por
entrega, cada uno encerrado en las capas de ``isolation``. Los procesos, de
fuera adentro: éste → un guardián → el primero de su espacio → quien ejecuta las
celdas → un hijo parado por cada momento que se juzga (``moments``). Cargarlo
todo cuesta más de medio segundo: quien juzgue al lado puede pedir un hermano.
"""

import contextlib
import gc
import os
import secrets
import signal
import socket
import sys

from . import isolation, wire
from .worker import open_own, prepare, serve

MAX_DESCRIPTORS = 253  # los que el núcleo deja pasar de una vez por un socket
FIRST_UID = 2_000_000_000  # usuarios que no existen: uno por trabajador, para que no compartan topes


def main(control: int, settings: dict) -> None:
    """Atiende al lado de confianza: por cada mensaje con sus descriptores, un trabajador.

    ``settings``: ``scratch`` (carpeta de usar y tirar), ``readable`` (lo que se
    puede leer), ``paths`` (dónde está course_lib), ``modules`` (lo que se ve de
    él), ``unseen`` (otros paquetes que no se ven) y ``drop`` (si otro usuario
    podría leer todo eso, y por tanto se puede pasar a serlo).
    """
    isolation.die_with_parent()  # parado no se enteraría de que su socket se cerró
    sys.path += settings["paths"]
    shell = prepare(settings["modules"], settings["unseen"])
    rules = isolation.compile_filter()
    isolation.load_libraries()
    # Los guardianes que acaban no necesitan que nadie los espere.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Lo cargado hasta aquí no es basura: sin mirarlo, los hijos no copian sus páginas.
    gc.collect()
    gc.freeze()
    _attend(control, settings, shell, rules)


def _attend(control: int, settings: dict, shell, rules) -> None:
    """Dice que está listo y da lo que le piden, hasta que el otro lado cierra."""
    isolation.die_with_parent()
    with socket.socket(fileno=control) as sock:
        wire.send(sock, {"ready": True, "pid": os.getpid()})
        while True:
            message, descriptors, _, _ = socket.recv_fds(sock, 1, MAX_DESCRIPTORS)
            if not message:
                return
            if os.fork() == 0:
                sock.close()
                if message == wire.TWIN:
                    _run(_attend, descriptors[0], settings, shell, rules)
                _run(_keep, descriptors, settings, shell, rules)
            _close(descriptors)


def _run(body, *args) -> None:
    """Ejecuta algo en un proceso recién bifurcado, que no vuelve nunca."""
    try:
        body(*args)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _keep(descriptors: list[int], settings: dict, shell, rules) -> None:
    """El guardián: crea el espacio de procesos de la entrega, dice el pid de su primero y espera a que acabe."""
    isolation.die_with_parent()
    separated = isolation.separate_processes()
    # Al azar, que no coincidirá: su pid diría, a quien pregunte quién es, cuántos procesos hicieron los demás.
    number = FIRST_UID + secrets.randbelow(2**31 - FIRST_UID)
    gate_read, gate_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(gate_write)
        if not os.read(gate_read, 1):  # hasta que el guardián diga el pid, el socket es suyo
            os._exit(1)  # murió antes de decirlo
        os.close(gate_read)
        _run(_lead, descriptors, settings, shell, rules, separated, number)
    control, *others = descriptors
    _close(others)
    with socket.socket(fileno=control) as sock:
        wire.send(sock, {"pid": pid})
    os.write(gate_write, b".")
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _lead(descriptors: list[int], settings: dict, shell, rules, separated: bool, uid: int) -> None:
    """El primero de su espacio, que no ejecuta código ajeno: se encierra, bifurca al que sí y recoge a los que acaban.

    Que sea nuestro es lo que deja vivos a los hijos parados cuando una celda se
    lleva por delante al que ejecuta las celdas.
    """
    isolation.die_with_parent()
    isolation.adopt_orphans()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    layers = {"procesos": separated}
    scratch = settings["scratch"]
    layers["disco"] = separated and isolation.mount_scratch(scratch)
    if not layers["disco"]:
        scratch = os.path.join(scratch, str(os.getpid()))
        os.mkdir(scratch, 0o700)
        if settings["drop"] and os.geteuid() == 0:
            os.chown(scratch, uid, uid)
    os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch, IPYTHONDIR=scratch, MPLCONFIGDIR=scratch)
    control = socket.socket(fileno=descriptors[0])
    layers["topes"] = isolation.limit_resources(len(descriptors))
    layers["usuario"] = settings["drop"] and isolation.drop_privileges(uid)
    isolation.die_with_parent()  # cambiar de usuario lo borra
    layers["landlock"] = isolation.restrict_files(settings["readable"], scratch)
    ready_read, ready_write = os.pipe()
    runner = os.fork()
    if runner == 0:
        control.close()
        os.close(ready_read)
        _run(_work, descriptors[1:], ready_write, shell, rules)
    _close([*descriptors[1:], ready_write])
    layers["seccomp"] = os.read(ready_read, 1) == b"1"
    os.close(ready_read)
    isolation.filter_syscalls(rules)
    wire.send(control, {"layers": layers})
    with contextlib.suppress(ChildProcessError):
        while True:
            if os.waitpid(-1, 0)[0] == runner:
                wire.send(control, {"ended": True})


def _work(descriptors: list[int], ready: int, shell, rules) -> None:
    """El que ejecuta las celdas: pone la última capa, lo dice y empieza a atender cuando le dan los ejercicios."""
    isolation.die_with_parent()
    open_own()
    filtered = isolation.filter_syscalls(rules)
    os.write(ready, b"1" if filtered else b"0")
    os.close(ready)
    main, *slots = (socket.socket(fileno=descriptor) for descriptor in descriptors)
    serve(main, slots, shell, wire.receive(main)["names"])
