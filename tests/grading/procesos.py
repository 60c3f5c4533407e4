"""Esperar a los procesos de otros sin suponer cuánto tardan."""

import time
from collections.abc import Callable
from typing import Any

import psutil

PATIENCE = 120.0  # segundos: solo se agotan cuando la prueba va a fallar


def alive(process: psutil.Process) -> bool:
    """Si sigue en marcha: el que solo espera a que lo recojan ya acabó, y puede desaparecer mientras se mira."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> bool:
    """Espera a que se cumpla; dice si llegó a cumplirse."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def all_gone(processes: list[psutil.Process]) -> bool:
    """Si acaban todos."""
    return wait_for(lambda: not any(map(alive, processes)))
