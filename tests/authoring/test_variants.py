"""Las variantes de una lección se escriben en su archivo, se construyen sin la solución y se miran como la lección."""

import json

import pytest
from curso_minimo import HEADER

from autograder.authoring.build import build, stale
from autograder.authoring.lint import lint_lesson
from autograder.authoring.sources import alternatives, read_source, solution_code
from autograder.authoring.variants import variant_problems
from autograder.errors import CourseError
from autograder.exercise import Exercise, find_exercise, is_registered, with_variants

DECLARED = """\
    variants=(
        dict(
            oracle=lambda x: 3 * x,
            misconceptions=(Misconception("sin_tres", wrong=lambda ok, x: x, hint="¿Por cuánto se multiplica?"),),
        ),
    ),
    takeaway="""
TRIPLE = '''\
+++ {"variante": "mini_cuadrado/1"}

TITLE

El triple de cada componente, dicho de otra manera.

```{code-cell} ipython3
def mini_cuadrado(x):
    """Devuelve el triple de x, un array (D,)."""
    ### BEGIN SOLUTION
    solucion_de_la_variante = x + x + x
    return solucion_de_la_variante
    ### END SOLUTION
```

```{code-cell} ipython3
---
tags: [otra_solucion]
---
def mini_cuadrado(x):
    """Devuelve el triple de x, un array (D,)."""
    return np.sum([x, x, x], axis=0)
```
'''


@pytest.fixture
def varied(course):
    course.edit_declaration("    takeaway=", DECLARED)
    title = next(
        c.source.split("\n")[0]
        for c in reversed(read_source(course.root, "90_mini").cells[: _answer(course)])
        if c.cell_type == "markdown" and c.source.startswith("#")
    )
    course.title = title

    def write(text=TRIPLE):
        path = course.root / "solutions" / "variantes" / "90_mini.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER + text.replace("TITLE", title), encoding="utf-8")

    course.write_variants = write
    write()
    return course


def _answer(course):
    cells = read_source(course.root, "90_mini").cells
    return next(k for k, c in enumerate(cells) if c.metadata.get("nbgrader", {}).get("grade_id") == "mini_cuadrado")


def test_una_variante_es_un_ejercicio_mas_con_el_mismo_id_y_la_misma_nota(varied):
    base = find_exercise("mini_cuadrado")
    other = base.variant(1)
    assert (other.id, other.points, other.key, other.test_id) == (base.id, base.points, "mini_cuadrado/1", base.test_id)
    assert list(with_variants([base])) == ["mini_cuadrado", "mini_cuadrado/1"] and base.variant(0) is base
    assert is_registered(other) and other.hints == base.hints and other.oracle(2) == 6


@pytest.mark.parametrize("field", ["id", "points", "title", "order", "lesson", "variants", "number"])
def test_lo_que_comparten_las_variantes_no_se_puede_cambiar(varied, field):
    fields = {name: getattr(find_exercise("mini_cuadrado"), name) for name in Exercise.__dataclass_fields__}
    with pytest.raises(ValueError, match=f"no puede cambiar {field}: es de todas"):
        Exercise(**{**fields, "variants": ({field: 1},)})


def test_la_leccion_con_una_variante_cambia_su_apartado_y_nada_mas(varied):
    base, other = read_source(varied.root, "90_mini").cells, read_source(varied.root, "90_mini", 1).cells
    kept = [
        c.source for c in other if "variante" not in c.metadata and "otra_solucion" not in c.metadata.get("tags", ())
    ]
    assert set(kept) < {c.source for c in base} and "check(mini_cuadrado)" in kept
    assert "x + x + x" in solution_code(varied.root, "90_mini", 1)["mini_cuadrado"]
    assert "np.sum" in alternatives(varied.root, "90_mini", 1)["mini_cuadrado"][0]
    assert len(alternatives(varied.root, "90_mini", 1)["mini_cuadrado"]) == 1


def test_se_construyen_sin_la_solucion_y_se_nota_si_estan_viejas(varied):
    build(varied.root)
    pages = varied.declaration.with_name("variantes.json")
    cells = json.loads(pages.read_text(encoding="utf-8"))["mini_cuadrado/1"]
    assert "El triple de cada componente" in cells[0]["source"] and cells[-1]["id"] == "mini_cuadrado"
    assert "solucion_de_la_variante" not in pages.read_text() and "NotImplementedError" in cells[-1]["source"]
    assert "solucion_de_la_variante" not in varied.notebook.read_text() and "triple" not in varied.notebook.read_text()
    assert set(json.loads(varied.references.read_text())) >= {"mini_cuadrado", "mini_cuadrado/1"}
    assert lint_lesson(varied.root, "90_mini") == [] == stale(varied.root)
    varied.write_variants(TRIPLE.replace("El triple", "Tres veces el valor"))
    (old,) = stale(varied.root)
    assert "variantes.json no corresponde a solutions/variantes/90_mini.md" in old and "autograder build" in old
    varied.write_variants(TRIPLE.replace("El triple de", "`solucion_de_la_variante = x + x + x`, el triple de"))
    with pytest.raises(CourseError, match=r"solutions/variantes/90_mini.md: .*enseñaría la solución"):
        build(varied.root)


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "falta la variante «mini_cuadrado/1», que está declarada"),
        (TRIPLE + TRIPLE.replace("/1", "/2"), "la variante «mini_cuadrado/2» no está declarada"),
        (TRIPLE.replace("TITLE", "## Otro título"), "se titula «## Otro título»"),
    ],
)
def test_lo_declarado_y_lo_escrito_tienen_que_casar(varied, text, said):
    varied.write_variants(text)
    (problem,) = variant_problems(varied.root, "90_mini")
    assert problem.startswith("solutions/variantes/90_mini.md: ") and said in problem


@pytest.mark.parametrize(
    "text, said",
    [
        (TRIPLE + TRIPLE, "está dos veces"),
        ("Un texto de nadie.\n\n" + TRIPLE, "debe empezar por"),
        (TRIPLE.partition("```")[0], "debe acabar en su celda de respuesta"),
        (TRIPLE.replace("mini_cuadrado/1", "nadie/1"), "no hay ningún ejercicio «nadie»"),
        ('+++ {"variante": "*", "cambia": "## No está"}\n\n## No está\n', "ningún apartado se titula «## No está»"),
    ],
)
def test_una_variante_mal_escrita_se_dice_con_su_archivo(varied, text, said):
    varied.write_variants(text)
    with pytest.raises(CourseError, match=said):
        read_source(varied.root, "90_mini", 1)


def test_lint_mira_las_variantes_como_la_leccion(varied):
    build(varied.root)
    cut = TRIPLE.partition("```{code-cell} ipython3\n---")[0]
    shown = cut.replace("dicho de otra manera.", "que es `x + x + x`.").replace(
        "def mini_cuadrado(x)", "def mini_cuadrado(z)"
    )
    varied.write_variants(shown)
    found = "\n".join(lint_lesson(varied.root, "90_mini"))
    assert "a «mini_cuadrado/1» le falta una celda «otra_solucion»" in found
    assert "«mini_cuadrado/1» declara args=(x) y su solución recibe (z)" in found
    assert "90_mini.md: «x + x + x» ya dice lo que pide «mini_cuadrado/1»" in found
