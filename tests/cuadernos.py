"""Ejecutar un cuaderno en una prueba, por ocupada que esté la máquina."""

from nbclient import NotebookClient

# Segundos, de sobra: nbclient pierde las salidas de un kernel que tarda más de 4 en decir que acabó.
SECONDS = 600


def patient_client(notebook, folder, **options):
    """El NotebookClient de nbclient, que ejecuta en ``folder`` y no se cansa de esperar."""
    waits = dict(timeout=SECONDS, startup_timeout=SECONDS, iopub_timeout=SECONDS)
    return NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, **waits, **options)
