"""Bloques lego por lotes: cada capa sabe ir (``forward``) y volver (``backward``)."""

from course_lib.layers.activations import ReLU, Sigmoid, Softmax, Tanh
from course_lib.layers.batchnorm import BatchNorm
from course_lib.layers.dropout import Dropout
from course_lib.layers.layer import Layer
from course_lib.layers.linear import Linear
from course_lib.layers.losses import CrossEntropyLoss, MSELoss, SoftmaxCrossEntropyLoss
from course_lib.layers.sequential import Sequential

__all__ = [
    "BatchNorm",
    "CrossEntropyLoss",
    "Dropout",
    "Layer",
    "Linear",
    "MSELoss",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropyLoss",
    "Tanh",
]
