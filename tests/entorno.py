"""Un entorno de Python como el de estas pruebas, pero sin nuestros paquetes: como el de quien recibe una rueda."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

OURS = ("autograder", "course_lib", "retropropagacion", "__editable__", "__editable___retropropagacion")


def bare_venv(folder: Path, own_files: bool = True) -> Path:
    """Un venv con las bibliotecas de éste y sin lo nuestro; devuelve su Python.

    Con ``own_files`` los archivos están en él, como los deja pip, y el aislamiento sabe de quién son; sin ello
    basta una línea que diga dónde están, y cuesta décimas de segundo.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
    python = folder / "bin" / "python"
    here, there = Path(sysconfig.get_path("purelib")), next(folder.glob("lib/python3*/site-packages"))
    if not own_files:
        # Una carpeta añadida así no ejecuta sus propios .pth: el de nuestra instalación, entre ellos.
        (there / "bibliotecas.pth").write_text(f"{here}\n")
        return python
    # Con enlaces no se copia nada; si la carpeta temporal está en otro disco, no se puede.
    for source, target in ((here, there), (Path(sys.prefix, "share"), folder / "share")):
        target.mkdir(exist_ok=True)
        if subprocess.run(["cp", "-al", f"{source}/.", target], capture_output=True, timeout=600).returncode:
            subprocess.run(["cp", "-a", f"{source}/.", target], check=True, timeout=600)
    for path in there.iterdir():
        if path.name.startswith(OURS):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return python
