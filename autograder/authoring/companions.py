"""Lo que va en ``notebooks/`` al lado de los cuadernos: el glosario, que las lecciones enlazan.

La raíz de JupyterLab es ``notebooks/``, y un enlace no puede salir de ella: por eso se copia.
"""

from pathlib import Path

GLOSSARY = "docs/glosario.md"


def renew_companions(root: Path) -> list[Path]:
    """Copia el glosario si ha cambiado, y devuelve lo escrito."""
    target = _target(root)
    if not stale_companions(root):
        return []
    target.parent.mkdir(exist_ok=True)
    target.write_bytes((root / GLOSSARY).read_bytes())
    return [target]


def stale_companions(root: Path) -> list[str]:
    """Qué copia no es la de ahora, con la orden que lo arregla."""
    source, target = root / GLOSSARY, _target(root)
    # Como texto: git puede dar a un archivo los finales de línea de otro sistema.
    if not source.is_file() or target.is_file() and target.read_text("utf-8") == source.read_text("utf-8"):
        return []
    return [f"notebooks/{target.name} no es {GLOSSARY}. Ejecuta: autograder build"]


def _target(root: Path) -> Path:
    return root / "notebooks" / Path(GLOSSARY).name
