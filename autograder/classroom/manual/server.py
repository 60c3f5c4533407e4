"""El servidor de la página: solo en esta máquina, solo para quien lo arrancó, y sin que corra nada de nadie más.

- Escucha en 127.0.0.1, y solo contesta si le llaman por ese nombre: otra página no llega cambiando su DNS.
- La dirección lleva una contraseña de un rato, que pasa a una cookie que no sale a otros sitios.
- Guardar pide además otra contraseña, que está dentro de la página, y venir de ella: en 127.0.0.1 las cookies se
  comparten entre puertos.
- La política de contenido no deja correr más programa que ``page.js``, ni pedir nada fuera, ni meter la página en otra.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import secrets
import signal
import socket
import webbrowser
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from autograder.classroom.manual.desk import Desk
from autograder.classroom.manual.page import Page
from autograder.classroom.manual.save import Conflict, Refused
from autograder.errors import CourseError

HOST = "127.0.0.1"
MAX_BODY = 2**20  # bytes
HERE = Path(__file__).parent
FILES = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
BUSY = "Otro programa está escribiendo en el gradebook. Lo tuyo sigue en la página y se vuelve a intentar."


class Keys:
    """Las contraseñas de una sesión, la de entrar y la de guardar, y el puerto en que valen."""

    def __init__(self, port: int):
        self.port = port
        self.enter, self.save = secrets.token_urlsafe(24), secrets.token_urlsafe(24)


class Guarded(RequestHandler):
    """Lo que toda petición tiene que cumplir antes de que se mire qué pide."""

    def initialize(self, page: Page, keys: Keys):
        self.page, self.keys = page, keys

    def set_default_headers(self):
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    @property
    def cookie(self) -> str:
        # Las cookies no distinguen puertos: dos páginas a la vez no se quitan la suya.
        return f"manual_{self.keys.port}"

    def prepare(self):
        hosts = {f"{name}:{self.keys.port}" for name in (HOST, "localhost")}
        if self.request.host not in hosts:
            self.refuse("Esta página solo se abre en esta máquina, por la dirección que dio «autograder manual».")
        elif not _same(self.get_cookie(self.cookie), self.keys.enter) and not self._enters():
            self.refuse("Abre la dirección entera que dio «autograder manual»: lleva una contraseña.")

    def _enters(self) -> bool:
        return (
            self.request.method == "GET"
            and self.request.path == "/"
            and _same(self.get_query_argument("token", ""), self.keys.enter)
        )

    def refuse(self, why: str, status: int = 403) -> None:
        """Acaba aquí, con una frase."""
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(why)

    def write_error(self, status_code: int, **kwargs):
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"No se pudo ({status_code}). Vuelve a abrir la página; si sigue, arranca otra vez la orden.")


class ShowPage(Guarded):
    """La página entera."""

    def get(self):
        if self.get_query_argument("token", None) is not None:
            # Fuera de la dirección: que no quede en el historial ni se copie con ella.
            self.set_cookie(self.cookie, self.keys.enter, httponly=True, samesite="Strict", path="/")
            self.redirect("/")
            return
        try:
            self.finish(self.page.html(self.keys.save))
        except SQLAlchemyError:
            self.refuse(BUSY, 503)
        except CourseError as problem:
            self.refuse(str(problem), 503)


class ShowFile(Guarded):
    """El programa y los estilos de la página."""

    def get(self, name: str):
        self.set_header("Content-Type", FILES[name])
        self.finish(HERE.joinpath(name).read_bytes())


class SaveMark(Guarded):
    """Guarda una nota."""

    def prepare(self):
        super().prepare()
        if self._finished:
            return
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        ours = self.request.headers.get("Origin") == f"http://{self.request.host}" and site == "same-origin"
        if not ours or not _same(self.request.headers.get("X-Guardar"), self.keys.save):
            self.refuse("Guardar solo se puede desde la página.")

    def put(self):
        sent: dict = {}
        try:
            sent = dict(json.loads(self.request.body))
            found = self.page.save(sent)
        except Conflict as conflict:
            self._answer(409, self.page.conflict(conflict.now, sent))
        except (Refused, ValueError, TypeError) as problem:
            why = str(problem) if isinstance(problem, Refused) else "Lo que llegó no es una nota: recarga la página."
            self._answer(422, {"why": why})
        except SQLAlchemyError:
            self._answer(503, {"why": BUSY})
        except CourseError as problem:
            self._answer(503, {"why": str(problem)})
        else:
            self._answer(200, self.page.state(found) | {"at": f"{datetime.now():%H:%M:%S}"})

    def _answer(self, status: int, found: dict) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(found, ensure_ascii=False))


class Nothing(Guarded):
    """Lo demás no existe."""

    def get(self):
        self.refuse("Aquí no hay nada.", 404)


def application(page: Page, keys: Keys) -> Application:
    """La aplicación, sin puerto todavía."""
    given = {"page": page, "keys": keys}
    routes = [
        (r"/", ShowPage, given),
        (rf"/({'|'.join(FILES)})", ShowFile, given),
        (r"/nota", SaveMark, given),
        (r".*", Nothing, given),
    ]
    return Application(routes, log_function=lambda handler: None)


def listen(port: int) -> list[socket.socket]:
    """El puerto, ya reservado; con 0, uno libre.

    Errores
        CourseError si está ocupado o no se puede usar.
    """
    try:
        return bind_sockets(port, HOST, family=socket.AF_INET)
    except OSError as error:
        why = "está ocupado" if not isinstance(error, PermissionError) else "no se puede usar sin permiso"
        raise CourseError(
            f"El puerto {port} {why}. Elige otro con --port, o quita --port y se usará uno libre."
        ) from None


def serve(desk: Desk, port: int = 0, browser: bool = True, names: bool = False) -> None:
    """Abre la página y espera a Ctrl+C."""
    sockets = listen(port)
    page, keys = Page(desk, names), Keys(sockets[0].getsockname()[1])
    page.html(keys.save)  # las respuestas quedan pintadas: la primera vez es lo que tarda
    url = f"http://{HOST}:{keys.port}/?token={keys.enter}"
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(application(page, keys), sockets, url, browser))


async def _run(app: Application, sockets: list[socket.socket], url: str, browser: bool) -> None:
    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # una petición mal hecha no es cosa de quien corrige
    server = HTTPServer(app, max_body_size=MAX_BODY)
    server.add_sockets(sockets)
    stop = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        # En Windows no se puede: allí Ctrl+C interrumpe, que también vale.
        with contextlib.suppress(NotImplementedError, AttributeError):
            asyncio.get_running_loop().add_signal_handler(getattr(signal, name), stop.set)
    # Se dice cuando ya se sabe parar: un Ctrl+C mientras `asyncio` arranca podía perderse.
    print(f"Corrige en: {url}\nCada nota se guarda al ponerla. Para acabar, Ctrl+C.", flush=True)
    if browser:
        await asyncio.to_thread(webbrowser.open, url)
    await stop.wait()
    server.stop()
    await server.close_all_connections()


def _same(given: str | None, wanted: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
