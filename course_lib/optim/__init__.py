"""Mover los parámetros y elegir la tasa de cada época, como en PyTorch: una idea por archivo."""

from course_lib.optim.adam import Adam
from course_lib.optim.schedules import ExponentialLR, StepLR
from course_lib.optim.sgd import SGD

__all__ = ["SGD", "Adam", "ExponentialLR", "StepLR"]
