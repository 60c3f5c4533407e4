"""Lo que se reconoce como limpio es justo lo que bleach dejaría igual, signo a signo."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import MarkdownWithMath

from autograder import clean
from autograder.grading.formulas import FormulaRenderer
from autograder.notebook import node
from autograder.plain_html import INLINE, ROWS, SYMBOLS, TEXTS, is_plain

TAGS = sorted(INLINE | TEXTS | ROWS | SYMBOLS | {"math", "ul", "ol", "li", "div", "blockquote", "details"})
ATTRIBUTES = ("", "", "", ' class="k"', ' class=" highlight hl-python"', ' display="inline"', ' title="a b"', ' id="a"')
TEXT = ("a", "ñ 😀", "\n", "  ", "\t", "\xa0", "\u2028", "'", '"', "&amp;", "&lt;", "&#39;", "&#x00028;", "&#x1D540;")
STRANGE = ("&", "<", ">", "\r", "\x00", "\x85", "\ufeff", "&#xD800;", "&nbsp;", "<a>", "<td>", "<br/>", "<!--", "</p>")


def bleached(text):
    """Lo que hace bleach, sin reconocer nada antes."""
    return clean._bleached(
        text,
        tags=clean.TAGS | clean.MATH_TAGS,
        attributes=clean._allowed,
        protocols=["http", "https", "mailto", "data"],
    )


def written(parts):
    tag, attributes, inside = parts
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"


pieces = st.recursive(
    st.sampled_from([*TEXT * 3, "<br>", *STRANGE]),
    lambda inside: st.tuples(
        st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES), st.lists(inside, min_size=1, max_size=3)
    ).map(written),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=3).map("".join))
def test_lo_reconocido_es_lo_que_bleach_no_cambia(text):
    if is_plain(text, clean._allowed):
        assert bleached(text) == text
    assert clean.html(text) == bleached(text)


@pytest.mark.parametrize(
    "text",
    [
        "Falta uno de los dos <code>caminos</code>.<br>Y &quot;algo&quot; más.",
        '<div class=" highlight hl-python"><pre><span></span><span class="k">def</span> f(x):\n</pre></div>\n',
        "<h2>Título</h2>\n<ul>\n<li><p>a <strong>b</strong></p></li>\n<li>c<ol><li>d</li></ol></li>\n</ul>",
        '<p><math display="inline"><msub><mi>a</mi><mn>1</mn></msub><mspace width="2em"></mspace></math></p>',
        "<details><summary>Pista</summary><p>x</p></details>",
    ],
)
def test_lo_que_lleva_un_informe_se_reconoce(text):
    assert is_plain(text, clean._allowed) and bleached(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<p>a<p>b</p></p>",  # un párrafo cierra al anterior
        "<li><div><li>a</li></div></li>",
        "<b>a<i>b</b></i>",
        "<p>a",
        "a</p>",
        "<pre>\na</pre>",
        "<math><mtext><b>a</b></mtext></math>",
        "<math><p>a</p></math>",
        "<mrow>a</mrow>",
        '<math display="inline" display="block"><mi>a</mi></math>',
        '<span class="score">a</span>',
        '<p title="a&quot;b">a</p>',
        "<script>a</script>",
        "<P>a</P>",
        "a < b",
        "a\x00b",
    ],
)
def test_lo_que_se_sale_de_ahi_pasa_por_bleach(text):
    assert not is_plain(text, clean._allowed)


def test_casi_todos_los_textos_de_la_tarea_se_reconocen(root):
    """Si dejara de reconocerse lo que escriben Pygments o el Markdown, nadie lo notaría salvo en el reloj."""
    cells = node.loads((root / "notebooks" / "tarea_jacobiano.ipynb").read_bytes()).cells
    renderer = FormulaRenderer(escape=False, attachments={}, exclude_anchor_links=True)
    texts = [MarkdownWithMath(renderer=renderer).render(c.source) for c in cells if c.cell_type == "markdown"]
    plain = sum(is_plain(text, clean._allowed) for text in texts)
    assert plain >= 0.8 * len(texts)
