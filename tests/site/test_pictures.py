"""Los dibujos grandes salen de la página, y los demás se quedan."""

from xml.etree import ElementTree

from autograder.site.pictures import BIG, apart
from course_lib.plots.picture import picture


def drawn(body):
    return picture("Un título", "Sube & baja «poco».", (120, 40), body)


def as_output(shown):
    return shown._repr_mimebundle_()["text/html"]


def test_un_dibujo_grande_es_un_archivo_con_su_texto_y_su_tamaño():
    big = drawn('<path d="M0 0"/>' * (BIG // 10))
    page, files = apart(f"<p>antes</p>{as_output(big)}<p>después</p>")
    ((path, content),) = files.items()
    assert f'<img src="{path}" alt="Un título. Sube &amp; baja «poco»." width="120" height="40" loading="lazy"' in page
    assert "<svg" not in page and page.startswith("<p>antes</p>") and page.endswith("<p>después</p>")
    assert content.decode() == big.svg
    ElementTree.fromstring(content)


def test_uno_pequeño_se_queda_con_el_color_del_tema():
    html = as_output(drawn('<path d="M0 0"/>'))
    assert apart(html) == (html, {})


def test_los_de_dentro_de_otro_van_con_el():
    inner = '<svg x="1"><path d="M0 0"/></svg>' * (BIG // 20)
    page, files = apart(as_output(drawn(inner)) + as_output(drawn("<g/>")))
    assert len(files) == 1 and page.count("<img") == 1 and page.count("<svg") == 1
