"""Ataques que leen lo que no deben, escriben donde no deben o salen a la red."""

import numpy as np
from ataque import Attack, function

from autograder.exercise import find_exercise
from autograder.judging.cases import class_cases

# Lee todo lo que encuentre bajo unas carpetas y lo imprime: si aparece un canario, se verá.
READ = """
import os
def cuenta(rutas, tope=400):
    for raiz in rutas:
        if os.path.isfile(raiz): candidatos = [raiz]
        else: candidatos = [os.path.join(d, f) for d, _, fs in os.walk(raiz) for f in fs]
        for ruta in candidatos[:tope]:
            try:
                with open(ruta, "rb") as f: datos = f.read(200_000)
            except OSError: continue
            hallado = datos.find(b"CANARIO")
            if hallado >= 0: print("VULNERADO:", ruta, datos[hallado:hallado + 60])
            elif ruta.endswith((".key", ".db")): print("VULNERADO:", ruta, datos[:64].hex())
"""

PROC = (
    READ
    + """
def proceso(pid):
    for cosa in ("environ", "cmdline", "mem", "maps", "cwd", "root", "fd"):
        ruta = f"/proc/{pid}/{cosa}"
        try:
            if os.path.isdir(ruta) and cosa == "fd":
                for n in os.listdir(ruta): cuenta([f"{ruta}/{n}"])
            elif cosa in ("environ", "cmdline"): cuenta([ruta])
            elif cosa == "root": cuenta([ruta + "@course@", ruta + "@home@"])
        except OSError: pass
try: pids = [p for p in os.listdir("/proc") if p.isdigit()]
except OSError: pids = [1, os.getppid(), "self", "thread-self"]
for pid in pids[:200]: proceso(pid)
"""
)

ENVIRON = """
import os, sys
for nombre, valor in os.environ.items():
    if "CANARIO" in valor: print("VULNERADO:", nombre, valor)
import ctypes
entorno = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
i = 0
while entorno[i]:
    if b"CANARIO" in entorno[i]: print("VULNERADO:", entorno[i])
    i += 1
if any("CANARIO" in a for a in sys.argv + sys.orig_argv): print("VULNERADO:", sys.argv)
"""

SOURCES = (
    READ
    + """
cuenta(["@course@/solutions", "@course@/source", "@course@/notebooks"])
import sys
sitios = {os.path.dirname(os.path.abspath(m.__file__)) for m in sys.modules.values()
          if getattr(m, "__file__", None) and ("sandbox" in m.__file__ or "autograder" in m.__file__)}
for sitio in list(sitios):
    for _ in range(3):
        sitio = os.path.dirname(sitio); sitios.add(sitio)
for sitio in sitios:
    for nombre in ("exercises", "judging", "solutions", "exercise.py", "grading"):
        for padre in (sitio, os.path.join(sitio, "autograder")):
            if os.path.exists(os.path.join(padre, nombre)): print("VULNERADO: se ve", os.path.join(padre, nombre))
"""
)

WRITE = """
import os, sys
import numpy
sitios = ["@course@", "@course@/solutions", "@course@/submitted", "@home@", "/", "/etc", "/tmp", "/var/tmp",
          "/usr", "/dev", "/dev/shm", os.path.dirname(numpy.__file__), sys.prefix, "..", "/root"]
archivos = [str(getattr(m, "__file__", "")) for m in list(sys.modules.values())]
sitios += [os.path.dirname(a) for a in archivos if "sandbox" in a]
for sitio in dict.fromkeys(sitios):
    for accion in (lambda s: open(os.path.join(s, "intruso_hostil"), "w").close(),
                   lambda s: os.mkdir(os.path.join(s, "intruso_hostil.d")),
                   lambda s: os.symlink("/etc/passwd", os.path.join(s, "intruso_hostil.l"))):
        try: accion(sitio)
        except OSError: continue
        print("VULNERADO: escribe en", sitio)
for ruta in ("@course@/gradebook.db", "@course@/retropropagacion.key", "@home@/.ssh/id_rsa", numpy.__file__):
    for accion in (lambda: open(ruta, "r+").close(), lambda: os.chmod(ruta, 0o644), lambda: os.utime(ruta),
                   lambda: os.rename(ruta, ruta), lambda: os.truncate(ruta, 10**6)):
        try: accion()
        except OSError: continue
        print("VULNERADO: toca", ruta)
try:
    import sqlite3
    with sqlite3.connect("file:@course@/gradebook.db?mode=rw", uri=True) as db:
        db.execute("update grade set manual_score = 10")
    print("VULNERADO: cambia el gradebook")
except Exception as problema: print(type(problema).__name__)
"""

NETWORK = """
import socket
def prueba(que, hacer):
    try: hacer()
    except (OSError, AttributeError, ImportError) as problema: print(que, type(problema).__name__)
    else: print("VULNERADO: red por", que)
def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s: s.sendto(b"CANARIO", ("127.0.0.1", @udp@))
def unix(direccion):
    with socket.socket(socket.AF_UNIX) as s: s.settimeout(2); s.connect(direccion); s.send(b"CANARIO")
def http():
    import urllib.request
    urllib.request.urlopen("http://127.0.0.1:@tcp@/", timeout=2)
prueba("tcp", lambda: socket.create_connection(("127.0.0.1", @tcp@), timeout=2).send(b"CANARIO"))
prueba("udp", udp)
prueba("http", http)
prueba("unix", lambda: unix("@unix@"))
prueba("unix abstracto", lambda: unix(chr(0) + "@abstract@"))
prueba("crudo", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
prueba("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
prueba("vsock", lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))
"""

SYSCALLS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
intentos = {
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None),
    "umount": lambda: libc.umount2(b"/", 2),
    "chroot": lambda: libc.chroot(b"."),
    "unshare usuario": lambda: libc.unshare(0x10000000),
    "clone usuario": lambda: -1 if (p := libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)) < 0 else p or os._exit(0),
    "ptrace": lambda: libc.ptrace(16, os.getppid() or 2, 0, 0),
    "setuid": lambda: libc.setuid(0),
    "memfd": lambda: libc.memfd_create(b"x", 0),
    "mknod": lambda: libc.mknod(b"disco", 0o60666, os.makedev(8, 0)),
    "bpf": lambda: libc.syscall(321, 0, 0, 0),
    "perf": lambda: libc.syscall(298, 0, 0, -1, -1, 0),
    "io_uring": lambda: libc.syscall(425, 1, ctypes.create_string_buffer(200)),
    "keyctl": lambda: libc.syscall(250, 0, -3, 1),
    "userfaultfd": lambda: libc.syscall(323, 0),
    "sethostname": lambda: libc.sethostname(b"hostil", 6),
    "shmget": lambda: libc.shmget(77, 4096, 0o1600),
    "inotify": lambda: libc.inotify_init(),
    "mincore": lambda: libc.syscall(27, 0, 0, None),
    "sobrevivir a quien califica": lambda: libc.prctl(1, 0, 0, 0, 0),
    "lo mismo con 64 bits": lambda: libc.syscall(157, ctypes.c_ulong(2**32 + 1), 0, 0, 0, 0),
}
for nombre, intento in intentos.items():
    if intento() >= 0 and nombre not in ("unshare usuario",): print("VULNERADO: llamada al sistema", nombre)
    elif nombre == "unshare usuario" and ctypes.get_errno() == 0: print("VULNERADO: llamada al sistema", nombre)
for orden in (lambda: os.execv("/bin/sh", ["sh", "-c", "exit 0"]), lambda: os.posix_spawn("/bin/true", ["true"], {})):
    hijo = os.fork()
    if hijo == 0:
        try: orden(); os._exit(0)
        except OSError: os._exit(7)
    if os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]) != 7: print("VULNERADO: ejecuta otros programas")
"""


# Los casos secretos son los mismos para toda la clase: ni una excepción ni un nombre los pueden sacar fuera.
# Los públicos los conoce cualquiera, así que quien ataca sabe cuáles no lo son.
def _known() -> set[str]:
    found = set()
    for id_ in ("t1_norma", "t1_vjp_relu", "t1_lineal", "t1_producto_escalar"):
        for case in class_cases(find_exercise(id_)).cases:
            values = [np.asarray(value).tobytes().hex() for value in case.inputs.values()]
            found |= {text[:40] for text in (*values, "".join(values))}
    return found


KNOWN = sorted(_known())
_IS_SECRET = (
    "hexadecimal = {0}.tobytes().hex()[:400]\n" + f"secreta = hexadecimal[:40] not in {KNOWN}\n" + "if secreta: "
)
LEAK = {
    "t1_norma": function(
        "t1_norma",
        _IS_SECRET.format("x") + "raise ValueError('SECRETO ' + hexadecimal)\nreturn x / np.linalg.norm(x)",
    ),
    "t1_vjp_relu": function(
        "t1_vjp_relu",
        _IS_SECRET.format("v") + "raise type('SECRETO' + hexadecimal[:80], (Exception,), {})\nreturn (b > 0) * v",
    ),
    "t1_lineal": function(
        "t1_lineal",
        _IS_SECRET.format("A") + "return type('SECRETO' + hexadecimal[:80], (), {})()\nreturn A.T",
    ),
}

# O en el mensaje de un caso público de otro ejercicio, si su código ya vio los secretos…
TELL_LATER = {
    "t1_producto_escalar": function(
        "t1_producto_escalar",
        _IS_SECRET.format("x") + "visto.append('SECRETO ' + hexadecimal)\nreturn b",
    ),
    "t1_norma": function("t1_norma", "if visto: raise ValueError(visto[0])\nreturn x / np.linalg.norm(x)"),
}
# …o de él mismo, si la petición del caso secreto ya espera en el socket.
PEEK = """
import os, socket, struct, time
def espia():
    time.sleep(0.05)
    for fd in range(3, 65):
        try: datos = socket.socket(fileno=os.dup(fd)).recv(2**16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError: continue
        while len(datos) > 12:
            largo, cabeza = struct.unpack_from("<QI", datos)
            numeros = np.frombuffer(datos[12 + cabeza:8 + largo][: (largo - 4 - cabeza) // 8 * 8])
            if numeros.size and numeros.tobytes().hex()[:40] not in @known@: return "SECRETO " + numeros.tobytes().hex()
            datos = datos[8 + largo:]
    return "nada"
""".replace("@known@", repr(KNOWN))

ATTACKS = (
    Attack(
        "lee_el_gradebook",
        "leer el gradebook y la clave de los casos secretos",
        READ + "cuenta(['@course@/gradebook.db', '@course@/retropropagacion.key', '@course@'])",
    ),
    Attack("lee_las_soluciones", "leer las soluciones y las declaraciones de los ejercicios", SOURCES),
    Attack(
        "lee_otras_entregas",
        "leer las entregas de los demás",
        READ + "cuenta(['@course@/submitted', '..', '../..', '/entrega', '/tmp'])",
    ),
    Attack("lee_proc", "leer /proc: entorno, memoria y descriptores del calificador", PROC),
    Attack("lee_el_entorno", "leer las variables de entorno y los argumentos", ENVIRON),
    Attack(
        "lee_la_casa",
        "leer ~/.ssh y lo demás de quien califica",
        READ + "import pwd\ncuenta(['@home@', os.path.expanduser('~')])\n"
        "if os.access('/etc/shadow', os.R_OK): print('VULNERADO: /etc/shadow')",
    ),
    Attack("escribe_en_el_curso", "escribir o cambiar algo fuera de la carpeta de usar y tirar", WRITE, stock=False),
    Attack("red", "TCP, UDP, HTTP, AF_UNIX con nombre y abstracto, sockets crudos", NETWORK),
    Attack(
        "llamadas_al_sistema",
        "montar, ptrace, espacios de usuario, io_uring, ejecutar programas…",
        SYSCALLS,
        stock=False,
    ),
    Attack(
        "saca_los_casos_secretos",
        "mandar las entradas secretas en una excepción o en el nombre de una clase",
        answers=LEAK,
        expects={"t1_norma": "error", "t1_vjp_relu": "error", "t1_lineal": "fail"},
        stock=False,
    ),
    Attack(
        "cuenta_los_secretos_despues",
        "guardar las entradas secretas de un ejercicio y contarlas en el error público de otro",
        "visto = []",
        TELL_LATER,
        expects={"t1_norma": "error"},
        stock=False,
    ),
    Attack(
        "mira_la_peticion_siguiente",
        "leer del socket los casos secretos que esperan y contarlos en un error público",
        PEEK,
        {"t1_norma": function("t1_norma", "raise ValueError(espia())")},
        expects={"t1_norma": "error"},
        stock=False,
    ),
)
