"""Puntos del plano en dos clases: lo que el Playground da a aprender. Todo cabe entre −1 y 1, poco más o menos."""

import numpy as np

PER_CLASS = 60


def blobs(rng):
    """Dos nubes: una recta las separa. X (120, 2), y (120,) con clases 0 y 1."""
    centers = np.array([[-0.5, -0.4], [0.5, 0.4]])
    return np.concatenate([rng.normal(center, 0.2, size=(PER_CLASS, 2)) for center in centers]), _classes()


def circle(rng):
    """Un disco dentro de un anillo."""
    radius = np.concatenate([rng.uniform(0.0, 0.4, PER_CLASS), rng.uniform(0.6, 1.0, PER_CLASS)])
    angle = rng.uniform(0, 2 * np.pi, 2 * PER_CLASS)
    return np.c_[radius * np.cos(angle), radius * np.sin(angle)], _classes()


def xor(rng):
    """Cuatro cuadrantes: la clase es 1 si x₁ y x₂ tienen distinto signo."""
    X = rng.uniform(0.08, 1.0, size=(2 * PER_CLASS, 2)) * rng.choice([-1, 1], size=(2 * PER_CLASS, 2))
    return X, (X[:, 0] * X[:, 1] < 0).astype(int)


def spiral(rng):
    """Dos brazos enroscados."""
    t = np.linspace(0.08, 1.0, PER_CLASS)
    arms = [np.c_[t * np.sin(7 * t + phase), t * np.cos(7 * t + phase)] for phase in (0, np.pi)]
    return np.concatenate(arms) + rng.normal(0, 0.02, size=(2 * PER_CLASS, 2)), _classes()


def _classes():
    return np.repeat([0, 1], PER_CLASS)


DATASETS = {"nubes": blobs, "círculo": circle, "XOR": xor, "espiral": spiral}
FEATURES = {
    "x1": lambda X: X[:, 0],
    "x2": lambda X: X[:, 1],
    "x1²": lambda X: X[:, 0] ** 2,
    "x2²": lambda X: X[:, 1] ** 2,
    "x1x2": lambda X: X[:, 0] * X[:, 1],
    "sen(πx1)": lambda X: np.sin(np.pi * X[:, 0]),
    "sen(πx2)": lambda X: np.sin(np.pi * X[:, 1]),
}


def noisy(dataset, noise, rng):
    """Una muestra de ``dataset`` con cada punto movido al azar: ``noise`` es la desviación, en cada eje."""
    X, y = DATASETS[dataset](rng)
    # Sin ruido los puntos son los de siempre: se sortea después.
    return X + noise * rng.normal(size=X.shape), y


def featurize(X, names):
    """Las características elegidas, una por columna: X (B, 2) da (B, len(names))."""
    return np.stack([FEATURES[name](X) for name in names], axis=1)
