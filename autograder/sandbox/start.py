"""Arranque del trabajador: ``python start.py DESCRIPTOR``.

Se ejecuta por su ruta y carga esta carpeta como el paquete ``sandbox``, de modo
que el nombre ``autograder`` queda libre para el sustituto que ven los cuadernos.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from sandbox.worker import main

    # La carpeta del paquete deja de estar a la vista antes de ejecutar código ajeno.
    sys.path[0] = ""
    main(int(sys.argv[1]))
