"""Los dibujos del curso: una función por figura, de los datos a un ``Picture`` que se ve solo al final de una celda."""

from course_lib.plots.arms import arm
from course_lib.plots.blocks import blocks
from course_lib.plots.chains import toy_chain, toy_units
from course_lib.plots.curves import curves, function, relu
from course_lib.plots.forces import forces
from course_lib.plots.graphs import graph
from course_lib.plots.grids import jacobian
from course_lib.plots.images import images
from course_lib.plots.networks import mlp
from course_lib.plots.passes import two_passes
from course_lib.plots.picture import Picture
from course_lib.plots.planes import planes
from course_lib.plots.powers import powers
from course_lib.plots.products import product
from course_lib.plots.shapes import shapes
from course_lib.plots.steps import steps
from course_lib.plots.tasks import classification
from course_lib.plots.timelines import timeline
from course_lib.plots.trails import trails
from course_lib.plots.units import units
from course_lib.plots.walks import walks

__all__ = [
    "Picture",
    "arm",
    "blocks",
    "classification",
    "curves",
    "forces",
    "function",
    "graph",
    "images",
    "jacobian",
    "mlp",
    "powers",
    "planes",
    "product",
    "relu",
    "shapes",
    "steps",
    "timeline",
    "toy_chain",
    "toy_units",
    "trails",
    "two_passes",
    "units",
    "walks",
]
