"""La web construida, servida bajo una carpeta cualquiera y abierta como la abre quien la lee."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

BASE = "/curso/x/"  # no está en la raíz del servidor: nada puede darlo por hecho
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE = 90_000  # ninguna espera gasta esto: es lo que aguanta una máquina muy ocupada

# Los widgets arrancan de uno en uno; «todos» incluye a los que no pueden, que se quedan sin arrancar.
ALIVE = """() => [...document.querySelectorAll('script.cl-state')].every(
  state => state.parentElement.classList.contains('cl-alive'))"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Un servidor de archivos corriente; a lo que no existe contesta, como los de verdad, con ``404.html``."""

    def translate_path(self, path: str) -> str:
        inside = path.startswith(BASE)
        return super().translate_path("/" + path.removeprefix(BASE)) if inside else "/no/existe"

    def send_error(self, code, message=None, explain=None) -> None:
        page = Path(self.directory, "404.html")
        content = page.read_bytes() if page.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """La dirección de la web, servida en esta máquina y bajo ``BASE``."""
    handler = functools.partial(Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{BASE}"
        server.shutdown()
        thread.join()


@dataclass
class Reader:
    """Una pestaña en la que se lee la web; apunta lo que pide y lo que va mal."""

    page: object
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> "Reader":
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", lambda got: self.troubles.append(got.url) if got.status >= 400 else None)
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        return self

    def open(self, url: str) -> None:
        """Abre una página y espera a que vivan sus widgets."""
        self.page.goto(url)
        self.page.wait_for_function(ALIVE)

    def theme(self, name: str) -> None:
        """Pone el tema, «light» o «dark», como lo pone el botón de la página."""
        self.page.evaluate("name => Object.assign(document.documentElement.dataset, { mode: name, theme: name })", name)


@contextmanager
def reading(browser, size=DESK, **options) -> Iterator[Reader]:
    """Una pestaña sin nada guardado."""
    context = browser.new_context(
        viewport=size, locale="es-ES", timezone_id="UTC", reduced_motion="reduce", color_scheme="light", **options
    )
    try:
        yield Reader(context.new_page()).watch()
    finally:
        context.close()
