"""Un ataque como dato: qué entrega, qué intenta y qué nota merece.

Un ataque que consigue algo que no debía lo dice imprimiendo ``VULNERADO`` y
qué: así se ve igual en este calificador, en nbgrader y en otter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WIN = "VULNERADO"

# Formas correctas y valores malos: si alguien engaña a la comparación, se nota en la nota.
_SHAPES = {
    "t1_producto_escalar": ("b, x", "b.shape"),
    "t1_lineal": ("A, x", "A.shape[::-1]"),
    "t1_forma_cuadratica": ("A, x", "x.shape"),
    "t1_jacobiano_relu": ("b", "(b.size, b.size)"),
    "t1_vjp_relu": ("b, v", "b.shape"),
    "t1_jacobiano_softmax": ("z", "(z.size, z.size)"),
    "t1_dos_capas": ("O0, b0, O1, x", "(x.size, O1.shape[0])"),
    "t1_escalar_matriz": ("W, x, y", "W.shape"),
    "t1_tensor_pesos": ("W, h", "(*W.shape, W.shape[0])"),
    "t1_contrae_tensor": ("T, delta", "T.shape[:2]"),
    "t1_norma": ("x", "x.shape"),
}
IDS = tuple(_SHAPES)
FIRST = "t1_producto_escalar"  # el que muchos ataques contestan bien: ese punto no se puede perder


def function(id_: str, body: str) -> str:
    """La respuesta de un ejercicio con ese cuerpo; ``FORMA`` es la forma del resultado correcto."""
    args, shape = _SHAPES[id_]
    lines = body.replace("FORMA", shape).replace("ARGS", f"({args},)").splitlines()
    return f"def {id_}({args}):\n" + "\n".join(f"    {line}" for line in lines)


def all_with(body: str) -> dict[str, str]:
    """Todos los ejercicios contestados con el mismo cuerpo."""
    return {id_: function(id_, body) for id_ in IDS}


WRONG = all_with("return np.full(FORMA, 7.25)")


@dataclass(frozen=True)
class Site:
    """Dónde ocurre todo: lo que los ataques buscan, y lo que no deben encontrar.

    Los ataques escriben ``@course@``, ``@home@``, ``@tcp@``… y aquí se cambia por lo de verdad.
    """

    course: Path  # la raíz del curso: soluciones, gradebook, clave y submitted/
    home: Path
    tcp: int = 9
    udp: int = 9
    unix: str = ""
    abstract: str = ""

    @property
    def submitted(self) -> Path:
        return self.course / "submitted"

    def fill(self, text: str) -> str:
        for name in ("course", "home", "tcp", "udp", "unix", "abstract"):
            text = text.replace(f"@{name}@", str(getattr(self, name)))
        return text


@dataclass(frozen=True)
class Attack:
    """Una entrega hostil.

    ``setup`` es una celda propia, detrás de la de preparación; ``answers`` son
    celdas de respuesta, y las demás van mal (o en blanco). ``expects`` es el
    estado de cada ejercicio; lo que no diga se deduce.
    """

    name: str
    aim: str
    setup: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    honest: tuple[str, ...] = (FIRST,)
    blank: bool = False
    edit: Callable[[Any, Site], Any] | None = None  # Draft → Draft o bytes
    files: Callable[[Path, Site], None] | None = None  # toca la carpeta de la entrega, ya escrita
    student: str | bytes | None = None  # nombre de la carpeta, si no es el del ataque
    expects: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    unread: bool = False  # no se puede leer: la mira una persona
    aside: bool = False  # el nombre de la carpeta no puede ser un id: se aparta y se nombra
    stock: bool = True  # si es seguro y tiene sentido contra nbgrader y otter

    @property
    def folder(self) -> str | bytes:
        return self.student if self.student is not None else self.name

    def statuses(self) -> dict[str, tuple[str, ...]]:
        """Los estados admitidos de cada ejercicio. Solo lo contestado bien puede aprobar."""
        if self.unread:
            return dict.fromkeys(IDS, ("not_judged",))
        found: dict[str, tuple[str, ...]] = {}
        for id_ in IDS:
            usual = "pass" if id_ in self.honest else "fail" if id_ in self.answers or not self.blank else "missing"
            wanted = self.expects.get(id_, self.expects.get("*", usual) if id_ not in self.honest else usual)
            found[id_] = wanted if isinstance(wanted, tuple) else (wanted,)
        return found

    def build(self, draft: Any, site: Site) -> bytes:
        """El archivo .ipynb de la entrega."""
        if not self.blank:
            for id_, code in WRONG.items():
                draft.put(id_, code)
        draft.solve(*self.honest) if self.honest else None
        for id_, code in self.answers.items():
            draft.put(id_, site.fill(code))
        if self.setup:
            draft.insert(draft.position("preparacion") + 1, site.fill(self.setup))
        if self.edit is not None:
            edited = self.edit(draft, site)
            if isinstance(edited, bytes):
                return edited
        return draft.to_bytes()
