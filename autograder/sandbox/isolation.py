"""Las capas que rodean a un trabajador, desde dentro: cada función pone una.

La vista de archivos y la red las pone bubblewrap antes de arrancar (véase
``running/warm.py``). Aquí están las que se ponen después de bifurcar, por
entrega: procesos, disco, usuario, Landlock, llamadas al sistema y topes. Una
capa que el sistema no admite se queda sin poner y se dice cuál; decidir si
así se sigue es cosa del lado de confianza.
"""

import contextlib
import ctypes
import errno
import os
import resource
import signal
import sys
from collections.abc import Iterable

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x20000000, 0x10000000
MS_NOSUID, MS_NODEV = 2, 4
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECUREBITS = 1, 24, 38, 28
PR_SET_CHILD_SUBREAPER = 36
SECURE_NOROOT_LOCKED = 0b11  # uid 0 deja de significar nada

MEMORY = 3 * 2**30  # bytes de memoria virtual por proceso
PROCESSES = 64  # procesos e hilos a la vez, además de los que paramos nosotros
FILE_SIZE = 64 * 2**20  # bytes por archivo
SCRATCH = 128 * 2**20  # bytes en la carpeta de usar y tirar
CPU_SECONDS = 120  # tope duro por proceso; el fino lo lleva el lado de confianza

# Lo que un ejercicio de NumPy no necesita para nada. De arriba abajo: red; otros procesos; montajes; memoria que no
# se ve en ningún proceso; rincones del núcleo con un largo historial de fallos; la máquina; y lo que dos entregas
# comparten sin querer: cerrojos de archivos, cuántas tuberías se han abierto en la máquina, qué hay en
# la caché y quién la vacía, en qué núcleo se corre y cuánta memoria o disco quedan.
DENIED = """
socket socketpair connect bind listen accept accept4 sendmsg sendmmsg
execve execveat ptrace process_vm_readv process_vm_writev process_madvise kcmp
pidfd_open pidfd_getfd pidfd_send_signal
mount umount2 pivot_root chroot unshare setns fsopen fsmount fspick move_mount open_tree mount_setattr
mknod mknodat open_by_handle_at name_to_handle_at fanotify_init quotactl quotactl_fd acct swapon swapoff
memfd_create memfd_secret shmget shmat shmctl msgget semget mq_open
vmsplice splice tee mlock mlock2 mlockall remap_file_pages
bpf perf_event_open keyctl add_key request_key userfaultfd modify_ldt
io_uring_setup io_uring_enter io_uring_register io_setup io_submit timer_create
kexec_load kexec_file_load init_module finit_module delete_module
reboot sethostname setdomainname syslog personality vhangup settimeofday clock_settime adjtimex clock_adjtime
mbind migrate_pages move_pages set_mempolicy set_mempolicy_home_node get_mempolicy
inotify_init inotify_init1 inotify_add_watch fanotify_mark flock
pipe pipe2
mincore cachestat fadvise64 readahead sync_file_range sync syncfs
sched_setaffinity sched_setscheduler sched_setparam sched_setattr setpriority ioprio_set
sysinfo statfs fstatfs ustat
""".split()

# Las que hacen falta, pero no enteras: llamada → (número de argumento, lo que se admite en él).
F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ = 0, 1, 2, 3, 4, 1030, 1032
MADV_NORMAL, MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE = 0, 4, 8, 14, 15
ALLOWED = {
    # Ni cerrojos, ni avisos, ni tuberías más grandes.
    "fcntl": (1, (F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ)),
    # Ni traer páginas a la caché ni sacarlas de ella; malloc y NumPy usan éstas.
    "madvise": (2, (MADV_NORMAL, MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE)),
    # Con banderas, preadv2 dice si algo está en la caché sin leerlo.
    "preadv2": (5, (0,)),
    "pwritev2": (5, (0,)),
}
MAP_SHARED = 0x01

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _call(name: str, *args) -> bool:
    """Llama a la libc y dice si salió bien."""
    if _libc is None:
        return False
    _libc[name].restype = ctypes.c_long
    return getattr(_libc, name)(*args) == 0


def separate_processes() -> bool:
    """El próximo hijo nace como pid 1 de su propio espacio: al morir arrastra a todos los suyos.

    Tampoco ve, ni puede señalar, a ningún proceso de fuera.
    """
    return _call("unshare", CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC)


def mount_scratch(folder: str) -> bool:
    """Monta en ``folder`` un disco de memoria con cuota, solo de este trabajador."""
    options = f"size={SCRATCH},nr_inodes=10000,mode=1777".encode()
    return _call("mount", b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options)


def die_with_parent() -> None:
    """Que el núcleo mate a este proceso si muere quien lo creó."""
    _call("prctl", PR_SET_PDEATHSIG, 9, 0, 0, 0)


def drop_privileges(uid: int) -> bool:
    """Pasa a un usuario sin privilegios y renuncia a todas las capacidades, sin vuelta."""
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        except OSError:
            # En un espacio de usuario solo existe el 0, que fuera es la persona que arrancó todo.
            _call("prctl", PR_SET_SECUREBITS, SECURE_NOROOT_LOCKED, 0, 0, 0)
            for capability in range(64):
                _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
            if not _drop_capabilities():
                return False
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return not _can_mount()


def _drop_capabilities() -> bool:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    return _call("capset", header, (ctypes.c_uint32 * 6)())


def _can_mount() -> bool:
    """Prueba de que no quedan privilegios: montar sobre / debe fallar."""
    return _call("mount", None, b"/", None, 0x40000, None)  # MS_PRIVATE: inofensivo si saliera bien


def limit_resources(ours: int = 0) -> bool:
    """Topes de memoria, procesos, archivos, CPU y volcados por proceso; ``ours`` procesos no son del estudiante."""
    done = True
    for kind, value in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_NPROC", PROCESSES + ours),
        ("RLIMIT_FSIZE", FILE_SIZE),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_NOFILE", 256),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_MSGQUEUE", 0),
    ):
        number = getattr(resource, kind, None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(number, (limit, limit))
        except (ValueError, OSError):
            done = False  # macOS no admite RLIMIT_AS
    return done


def adopt_orphans() -> None:
    """Los procesos que se queden sin padre serán hijos de éste, haya o no espacio de procesos."""
    _call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def load_libraries() -> None:
    """Carga las bibliotecas de las capas antes de bifurcar, para que no las cargue cada hijo."""
    with contextlib.suppress(ImportError):
        import landlockpy

        landlockpy.supported()  # la primera llamada busca la libc, y eso arranca otro programa


def restrict_files(readable: Iterable[str], scratch: str) -> bool:
    """Landlock: leer solo ``readable``, escribir solo en ``scratch``, ejecutar nada, y ni red ni señales fuera."""
    try:
        from landlockpy import AccessFS, LandlockError, Ruleset, Scope, supported
    except ImportError:
        return False
    if not supported():
        return False
    read = AccessFS.READ_FILE | AccessFS.READ_DIR
    write = (
        AccessFS.WRITE_FILE | AccessFS.TRUNCATE | AccessFS.MAKE_REG | AccessFS.MAKE_DIR
        | AccessFS.REMOVE_FILE | AccessFS.REMOVE_DIR
    )  # fmt: skip
    try:
        with Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET) as rules:
            for path in readable:
                if os.path.exists(path):
                    rules.allow_path(path, read if os.path.isdir(path) else AccessFS.READ_FILE)
            rules.allow_path(scratch, read | write)
            rules.allow_path("/dev/null", AccessFS.READ_FILE | AccessFS.WRITE_FILE)
            rules.restrict()
    except (LandlockError, OSError):
        return False
    return True


def compile_filter():
    """El filtro de seccomp, o None si no se puede. Se compila una vez y cada hijo carga su copia."""

    def low_bits(number: int, value: int):
        """Que un argumento sea ése: el núcleo solo mira 32 bits."""
        return ArgCmp(number, CmpOp.MASKED_EQ, value, mask=0xFFFFFFFF)

    try:
        from seccompy import Action, ArgCmp, CmpOp, Filter, FilterFlag, flag_supported
    except ImportError:
        return None
    rules = Filter(default=Action.ALLOW)
    for name in DENIED:
        with contextlib.suppress(OSError, ValueError):  # esa llamada no existe en esta arquitectura
            rules.errno(name, errno.EPERM)
    rules.errno("clone", errno.EPERM, args=[ArgCmp(0, CmpOp.MASKED_EQ, CLONE_NEWUSER, mask=CLONE_NEWUSER)])
    # Quien lo borrase sobreviviría a la muerte de quien califica.
    rules.errno("prctl", errno.EPERM, args=[low_bits(0, PR_SET_PDEATHSIG)])
    for name, (number, values) in ALLOWED.items():
        # Los 64 bits: con basura en los de arriba no es ninguno de éstos, aunque el núcleo no la mirase.
        rules.errno(name, errno.EPERM, args=[ArgCmp(number, CmpOp.NE, value) for value in values])
    # Memoria compartida con nombre o sin él: quien suelta sus páginas sin devolverlas las hace invisibles.
    rules.errno("mmap", errno.EPERM, args=[ArgCmp(3, CmpOp.MASKED_EQ, MAP_SHARED, mask=MAP_SHARED)])
    # Quien no quiere saber de sus hijos hace que el núcleo olvide la CPU que gastaron.
    rules.errno("rt_sigaction", errno.EPERM, args=[low_bits(0, signal.SIGCHLD), ArgCmp(1, CmpOp.NE, 0)])
    # clone3 esconde sus banderas tras un puntero; con ENOSYS la libc vuelve a clone.
    rules.errno("clone3", errno.ENOSYS)
    # Se compila y se busca la libc ahora, no en cada hijo.
    return rules if rules.program and flag_supported(FilterFlag.LOG) is not None else None


def filter_syscalls(rules) -> bool:
    """seccomp: lo de ``DENIED`` y lo que no está en ``ALLOWED`` falla con EPERM, y lo que crea espacios, también."""
    try:
        if rules is not None:
            rules.load()
    except OSError:
        return False
    return rules is not None
