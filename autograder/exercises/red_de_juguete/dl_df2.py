"""Ejercicio «Atravesar el coseno hacia atrás»."""

import numpy as np

from autograder.exercise import Exercise, Misconception
from autograder.judging.oracle import vjp_of

EXERCISE = Exercise(
    id="dl_df2",
    lesson="03_red_de_juguete",
    order=20,
    title="Atravesar el coseno hacia atrás",
    points=1,
    args=("f2", "dl_dh3"),
    returns={"dl_df2": "()"},
    examples=(dict(f2=0.8, dl_dh3=1.5), dict(f2=-2.0, dl_dh3=0.7)),
    # En 0 el coseno toca techo; con dl_dh3 = 0 no llega nada que repartir.
    edge_cases=(
        dict(f2=0.0, dl_dh3=3.0),
        dict(f2=1.2, dl_dh3=0.0),
        dict(f2=-0.3, dl_dh3=-1e6),
        dict(f2=500.0, dl_dh3=2.0),
        # A quien mide: tan cerca del techo, cos(f_2) no se distingue de 1.
        dict(f2=5e-10, dl_dh3=1e12),
        dict(f2=-7e-10, dl_dh3=1e12),
        dict(f2=1e-9, dl_dh3=-1e12),
    ),
    draw=lambda rng: dict(f2=float(rng.normal() * rng.choice([0.3, 3.0])), dl_dh3=float(rng.normal() * 4)),
    oracle=vjp_of(lambda f2: f2.cos(), wrt="f2", cotangent="dl_dh3"),
    misconceptions=(
        Misconception(
            "falta_menos",
            wrong=lambda ok, f2, dl_dh3: np.sin(f2) * dl_dh3,
            hint="Repasa la derivada de cos.",
        ),
        Misconception(
            "usa_coseno",
            wrong=lambda ok, f2, dl_dh3: np.cos(f2) * dl_dh3,
            hint="Ese es h_3, no su derivada.",
        ),
        Misconception(
            "pierde_lo_acumulado",
            wrong=lambda ok, f2, dl_dh3: -np.sin(f2),
            hint="¿Y lo que ya venía calculado?",
        ),
    ),
    hints=(
        "Entre f_2 y h_3 hay un solo eslabón. ¿Qué función es?",
        "Hacen falta dos factores: cuánto cambia h_3 con f_2 y cuánto cambia ℓ con h_3. ¿Cuál te dan ya hecho?",
        "Mira la tangente del dibujo: en f_2 = 0.95 baja. ¿Qué función de f_2 vale lo que su pendiente, con su signo?",
    ),
    takeaway="Cruzar un eslabón hacia atrás es una multiplicación: su derivada local por lo que llega.",
)
