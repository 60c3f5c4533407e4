"""Dibujos que se mueven: una carpeta por widget, con su Python, su JavaScript y su estilo.

Importar este paquete no carga anywidget: cada widget se carga al usarlo.
"""

from importlib import import_module

_HOME = {
    "GraphStepper": "graph_stepper",
    "ToyExplorer": "toy_explorer",
    "JacobianExplorer": "jacobian_explorer",
    "MLPFlow": "mlp_flow",
    "LiveTraining": "live_training",
    "Playground": "playground",
    "Mountain": "mountain",
    "DigitPad": "digit_pad",
    "SignalDepth": "signal_depth",
}
__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"course_lib.widgets no tiene {name}. Hay: {', '.join(__all__)}.")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
