"""Leer un dibujo: lo que toda figura cumple, y los textos que lleva escritos."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def read(picture):
    """Comprueba que el SVG es accesible y se ve en cualquier tema, y devuelve sus textos en orden."""
    svg = ElementTree.fromstring(picture.svg)
    title, desc = svg[0], svg[1]
    assert (title.tag, desc.tag) == (f"{SVG}title", f"{SVG}desc")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert picture.alt == f"{title.text}. {desc.text}"
    ids = [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    # Todos llevan la marca de la figura: dos figuras en una página no se cruzan.
    assert all(name.startswith(title.get("id").removesuffix("-title")) for name in ids)
    # Un <style> dentro de una página la cambiaría entera.
    assert not list(svg.iter(f"{SVG}style")) and "<script" not in picture.svg
    assert float(svg.get("width")) > 0 and float(svg.get("height")) > 0
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == picture.alt and bundle["image/svg+xml"] == picture.svg
    assert "--jp-content-font-color1" in bundle["text/html"] and 'color="#757575"' not in bundle["text/html"]
    ElementTree.fromstring(bundle["text/html"])
    return ["".join(element.itertext()) for element in svg.iter(f"{SVG}text")]
