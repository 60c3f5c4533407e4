"""Lo que un cuaderno importa: ``check``, ``hint`` y ``progress``."""

import sys

from autograder.student.check import check
from autograder.student.hints import hint
from autograder.student.notebook_errors import install as _install
from autograder.student.progress import progress

__all__ = ["check", "hint", "progress"]

if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()) is not None:
    _install(_shell)
