"""Todos los ataques, en el orden de la tabla."""

import ataques_cuaderno
import ataques_navegador
import ataques_notas
import ataques_proceso
import ataques_secretos
from ataque import Attack

FAMILIES: dict[str, tuple[Attack, ...]] = {
    "ganar puntos": ataques_notas.ATTACKS,
    "tumbar la máquina": ataques_proceso.ATTACKS,
    "leer, escribir y salir": ataques_secretos.ATTACKS,
    "el archivo": ataques_cuaderno.ATTACKS,
    "quien califica": ataques_navegador.ATTACKS,
}
ATTACKS: tuple[Attack, ...] = tuple(a for family in FAMILIES.values() for a in family)
BY_NAME = {attack.name: attack for attack in ATTACKS}
