"""Lo que comparten los ejercicios de 04_calculo_matricial."""

from autograder.exercises._bank import draw_sizes, draw_values, frozen


def draw_capa(rng):
    m, n = draw_sizes(rng, 2)
    return dict(Omega=draw_values(rng, m, n), h=draw_values(rng, n))


LAYER_EDGE_CASES = (
    dict(Omega=frozen([[-3]]), h=frozen([2])),
    dict(Omega=frozen([[1, -2, 0.5]]), h=frozen([3, 0, -1])),
    dict(Omega=frozen([[1], [-2], [4]]), h=frozen([0])),
    dict(Omega=frozen([[0, 0], [0, 0], [0, 0]]), h=frozen([1, -1])),
    dict(Omega=frozen([[1e6, -1, 0], [2, 3e-3, -4e5]]), h=frozen([0, -1e3, 5])),
)
