"""Leer un HTML como lo leería un navegador y decir qué hay en él que pueda ejecutar algo o salir fuera."""

from collections import Counter
from html.parser import HTMLParser

ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "meta",
    "link",
    "style",
    "svg",
    "frame",
    "applet",
}
URLS = {"href", "src", "action", "formaction", "data", "xlink:href", "srcset", "poster", "background"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self.found[tag] += 1
        for name, value in attrs:
            # Un navegador quita espacios y controles antes de mirar el esquema.
            address = "".join(c for c in (value or "").lower() if c > " ")
            if name.startswith("on"):
                self.found[f"{tag} {name}"] += 1
            elif name in URLS and address.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg")):
                self.found[f"{tag} {name}={address[:11]}"] += 1
            elif tag == "img" and name == "src" and not address.startswith("data:image/"):
                self.found[f"img src={address[:20]}"] += 1
            elif name == "style" and "position" in address:
                self.found[f"{tag} style={address[:20]}"] += 1

    handle_startendtag = handle_starttag


def active_parts(html: str) -> Counter[str]:
    """Cuenta las etiquetas y atributos con que una página ejecuta código, carga algo o tapa lo demás."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
