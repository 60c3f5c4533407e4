"""Las capas que rodean a un trabajador, desde dentro: cada función pone una.

La vista de archivos y la red las pone bubblewrap antes de arrancar (véase
``grading/warm.py``). Aquí están las que se ponen después de bifurcar, por
entrega: procesos, disco, usuario, Landlock, llamadas al sistema y topes. Una
capa que el sistema no admite se queda sin poner y se dice cuál; decidir si
así se sigue es cosa del lado de confianza.
"""

import contextlib
import ctypes
import errno
import os
import resource
import sys
from collections.abc import Iterable

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x20000000, 0x10000000
MS_NOSUID, MS_NODEV = 2, 4
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECUREBITS = 1, 24, 38, 28
SECURE_NOROOT_LOCKED = 0b11  # uid 0 deja de significar nada

MEMORY = 3 * 2**30  # bytes de memoria virtual por proceso
PROCESSES = 64  # procesos e hilos a la vez
FILE_SIZE = 64 * 2**20  # bytes por archivo
SCRATCH = 128 * 2**20  # bytes en la carpeta de usar y tirar
CPU_SECONDS = 120  # tope duro por proceso; el fino lo lleva el lado de confianza

# Lo que un ejercicio de NumPy no necesita para nada: red, otros procesos, montajes, memoria que no cuenta
# para los topes, espiar qué archivos usan las demás entregas, y rincones del núcleo con un largo historial de fallos.
DENIED = """
socket connect bind listen accept accept4 sendmsg sendmmsg
execve execveat ptrace process_vm_readv process_vm_writev process_madvise kcmp
pidfd_open pidfd_getfd pidfd_send_signal
mount umount2 pivot_root chroot unshare setns fsopen fsmount fspick move_mount open_tree mount_setattr
mknod mknodat open_by_handle_at name_to_handle_at fanotify_init quotactl quotactl_fd acct swapon swapoff
memfd_create memfd_secret shmget shmat shmctl msgget semget
bpf perf_event_open keyctl add_key request_key userfaultfd
io_uring_setup io_uring_enter io_uring_register
kexec_load kexec_file_load init_module finit_module delete_module
reboot sethostname setdomainname syslog personality vhangup settimeofday clock_settime adjtimex
mbind migrate_pages move_pages set_mempolicy
inotify_init inotify_init1 mincore cachestat
""".split()

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
    """Monta en ``folder`` un disco de memoria con cuota, sólo de este trabajador."""
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
            # En un espacio de usuario sólo existe el 0, que fuera es la persona que arrancó todo.
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


def limit_resources() -> bool:
    """Topes de memoria, procesos, archivos, CPU y volcados por proceso."""
    done = True
    for kind, value in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_NPROC", PROCESSES),
        ("RLIMIT_FSIZE", FILE_SIZE),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_NOFILE", 256),
        ("RLIMIT_CORE", 0),
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


def load_libraries() -> None:
    """Carga las bibliotecas de las capas antes de bifurcar, para que no las cargue cada hijo."""
    with contextlib.suppress(ImportError):
        import landlockpy

        landlockpy.supported()  # la primera llamada busca la libc, y eso arranca otro programa


def restrict_files(readable: Iterable[str], scratch: str) -> bool:
    """Landlock: leer sólo ``readable``, escribir sólo en ``scratch``, ejecutar nada, y ni red ni señales fuera."""
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
    try:
        from seccompy import Action, ArgCmp, CmpOp, Filter, FilterFlag, flag_supported
    except ImportError:
        return None
    rules = Filter(default=Action.ALLOW)
    for name in DENIED:
        with contextlib.suppress(OSError, ValueError):  # esa llamada no existe en esta arquitectura
            rules.errno(name, errno.EPERM)
    rules.errno("clone", errno.EPERM, args=[ArgCmp(0, CmpOp.MASKED_EQ, CLONE_NEWUSER, mask=CLONE_NEWUSER)])
    # Quien lo borrase sobreviviría a la muerte de quien califica. La máscara: el núcleo sólo mira 32 bits.
    asked = ArgCmp(0, CmpOp.MASKED_EQ, PR_SET_PDEATHSIG, mask=0xFFFFFFFF)
    rules.errno("prctl", errno.EPERM, args=[asked])
    # clone3 esconde sus banderas tras un puntero; con ENOSYS la libc vuelve a clone.
    rules.errno("clone3", errno.ENOSYS)
    # Se compila y se busca la libc ahora, no en cada hijo.
    return rules if rules.program and flag_supported(FilterFlag.LOG) is not None else None


def filter_syscalls(rules) -> bool:
    """seccomp: las llamadas de ``DENIED`` fallan con EPERM, y las que crean espacios, también."""
    try:
        if rules is not None:
            rules.load()
    except OSError:
        return False
    return rules is not None
