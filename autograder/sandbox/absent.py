"""Lo que no está al calificar: se importa vacío, y usarlo lo explica en español.

Una celda que importa torch, pandas o ``course_lib`` sin que la respuesta lo
necesite no cuesta nada; la que lo usa recibe una frase. Solo si el propio
cuaderno cuenta con que falte (``try: import torch``) falla ya la importación.
Esto es cortesía, no defensa: los archivos no están (``running/view.py``).
"""

import ast
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterable

# Lo que haría el trabajo por el estudiante, y lo que a menudo se importa y aquí no está.
NAMES = tuple(
    """
    torch torchvision torchaudio torchgen functorch lightning sympy mpmath jax jaxlib flax optax autograd micrograd
    tinygrad tensorflow keras theano casadi numdifftools numba scipy pandas seaborn sklearn networkx tqdm
    """.split()
)
WHY = "no está al calificar: las respuestas se escriben con NumPy. Quítalo de lo que tu función necesita."
GUARDS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class NotHere(ImportError):
    """Se usó algo que no está al calificar; el mensaje lo nombra."""


def refuse(self, *_args, **_options):
    """Lo que hace cualquier operación con algo que no está."""
    raise NotHere(f"`{self}` {WHY}")


class Absent:
    """Un nombre de un módulo que no está. Se puede pasar de mano en mano; usarlo lanza ``NotHere``."""

    def __init__(self, name: str):
        self.__dict__["_name"] = name

    def __reduce__(self):
        return Absent, (self._name,)

    def __getattr__(self, name: str) -> "Absent":
        # Lo que pregunta Python por su cuenta (copy, pickle, inspect…) debe seguir diciendo que no lo hay.
        if name.startswith("__"):
            raise AttributeError(f"`{self}.{name}` {WHY}")
        return Absent(f"{self}.{name}")

    def __repr__(self) -> str:
        return self._name

    def __instancecheck__(self, _) -> bool:
        return False

    __subclasscheck__ = __instancecheck__

    def __mro_entries__(self, _) -> tuple[type, ...]:
        """Heredar de él se puede; crear un objeto, no: ``class Red(nn.Module)`` define una clase que nadie usa."""
        return (type(str(self).rpartition(".")[2], (), {"__new__": lambda cls, *_, **__: refuse(self)}),)


# Todo lo demás que se puede hacer con un objeto.
for _name in """
    call setattr delattr getitem setitem delitem contains iter next len enter exit bool int float complex index
    array array_ufunc array_function neg pos abs invert round trunc floor ceil
    add radd iadd sub rsub isub mul rmul imul matmul rmatmul imatmul truediv rtruediv itruediv floordiv rfloordiv
    mod rmod pow rpow and rand or ror xor rxor lshift rlshift rshift rrshift lt le gt ge await aiter
    """.split():
    setattr(Absent, f"__{_name}__", refuse)


class AbsentModule(types.ModuleType):
    """Un módulo que no está: se importa, y cada nombre suyo es un ``Absent``."""

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(f"`{self.__name__}.{name}` {WHY}")
        return Absent(f"{self.__name__}.{name}")

    def __bool__(self) -> bool:
        return False  # `if torch:` es otra manera de preguntar si está


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """El primero al que pregunta ``import``: da módulos vacíos en lugar de los que no están.

    ``present`` son los módulos de las bibliotecas de los cursos que sí, y ``unseen``, otros
    paquetes que tampoco: las bibliotecas preguntan por ellos y deben saber que faltan.
    """

    def __init__(self, present: Iterable[str] = (), unseen: Iterable[str] = ()):
        self.present = frozenset(present)
        # De un curso se ven unos módulos; los demás, vacíos.
        self.names = frozenset((*NAMES, "course_lib", *(name.partition(".")[0] for name in self.present)))
        self.missing = set(unseen) - self.names  # y los que el cuaderno espera que puedan faltar

    def find_spec(self, fullname, path=None, target=None):
        top = fullname.partition(".")[0]
        if fullname in self.present:
            return None
        if top in self.missing:
            raise ModuleNotFoundError(f"`{fullname}` {WHY}", name=fullname)
        if top not in self.names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec) -> AbsentModule:
        return AbsentModule(spec.name)

    def exec_module(self, module) -> None: ...

    def visit(self, tree: ast.AST) -> None:
        """Lo que se llama con el árbol de cada celda antes de ejecutarla: mira y no cambia nada."""
        if new := (guarded(tree) & self.names) - self.missing:
            self.missing |= new
            for name, module in list(sys.modules.items()):
                if isinstance(module, AbsentModule) and name.partition(".")[0] in new:
                    del sys.modules[name]


def guarded(tree: ast.AST) -> set[str]:
    """Los paquetes que un árbol importa dentro de un ``try`` que recoge el fallo."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and any(_catches(handler) for handler in node.handlers):
            for inner in (n for statement in node.body for n in ast.walk(statement)):
                if isinstance(inner, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in inner.names}
                elif isinstance(inner, ast.ImportFrom) and inner.module:
                    found.add(inner.module.partition(".")[0])
    return found


def _catches(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or any(isinstance(n, ast.Name) and n.id in GUARDS for n in ast.walk(handler.type))
