"""Arranque del padre templado: ``python start.py DESCRIPTOR AJUSTES``.

Se ejecuta por su ruta y carga esta carpeta como el paquete ``sandbox``, de modo
que el nombre ``autograder`` queda libre para el sustituto que ven los cuadernos.
"""

import json
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from sandbox.zygote import main

    # La carpeta del paquete deja de estar a la vista antes de ejecutar código ajeno.
    sys.path[0] = ""
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
