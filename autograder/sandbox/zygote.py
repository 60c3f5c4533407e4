"""El padre templado: carga NumPy e IPython una vez y bifurca un trabajador por entrega.

Bifurcar cuesta milisegundos; arrancar un intérprete y cargarlo todo, décimas de
segundo. Este proceso nunca ejecuta código ajeno: sólo sus nietos, uno por
entrega, cada uno encerrado en las capas de ``isolation``.
"""

import contextlib
import gc
import os
import secrets
import signal
import socket
import sys

from . import isolation, wire
from .worker import open_loop, prepare, serve

FIRST_UID = 2_000_000_000  # usuarios que no existen: uno por trabajador, para que no compartan topes


def main(control: int, settings: dict) -> None:
    """Atiende al lado de confianza: por cada descriptor recibido, un trabajador.

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
    with socket.socket(fileno=control) as sock:
        wire.send(sock, {"ready": True})
        while True:
            message, descriptors, _, _ = socket.recv_fds(sock, 1, 1)
            if not message:
                return
            (descriptor,) = descriptors
            if os.fork() == 0:
                sock.close()
                _run(_keep, descriptor, settings, shell, rules)
            os.close(descriptor)


def _run(body, *args) -> None:
    """Ejecuta algo en un proceso recién bifurcado, que no vuelve nunca."""
    try:
        body(*args)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _keep(descriptor: int, settings: dict, shell, rules) -> None:
    """El guardián: crea el espacio de procesos del trabajador, dice su pid de fuera y espera a que acabe."""
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
        _run(_work, descriptor, settings, shell, rules, separated, number)
    with socket.socket(fileno=descriptor) as sock:
        wire.send(sock, {"pid": pid})
    os.write(gate_write, b".")
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _work(descriptor: int, settings: dict, shell, rules, separated: bool, uid: int) -> None:
    """El trabajador: se encierra, dice qué capas quedaron puestas y empieza a atender."""
    isolation.die_with_parent()
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
    open_loop()
    os.environ.update(HOME=scratch, TMPDIR=scratch, IPYTHONDIR=scratch, MPLCONFIGDIR=scratch)
    layers["topes"] = isolation.limit_resources()
    layers["usuario"] = settings["drop"] and isolation.drop_privileges(uid)
    isolation.die_with_parent()  # cambiar de usuario lo borra
    layers["landlock"] = isolation.restrict_files(settings["readable"], scratch)
    layers["seccomp"] = isolation.filter_syscalls(rules)
    sock = socket.socket(fileno=descriptor)
    wire.send(sock, {"layers": layers})
    serve(sock, shell)
