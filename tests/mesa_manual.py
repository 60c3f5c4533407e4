"""Una clase ya calificada, hecha a mano, para corregir sus preguntas escritas: sin juzgar a nadie."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from entregas import QUESTION, T1, Course
from tornado.httpserver import HTTPServer

from autograder.classroom.manual.desk import Desk
from autograder.classroom.manual.page import Page
from autograder.classroom.manual.server import HOST, MAX_BODY, Keys, application, listen
from autograder.course import Course as Folder
from autograder.exercise import exercises_of
from autograder.judging.verdict import FAIL, NOT_JUDGED, PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.standing import Entry, Person

LINEAL = "t1_lineal"


class ByHand:
    """Un gradebook y sus cuadernos corregidos, lejos del repositorio."""

    def __init__(self, folder: Path, root: Path, t1: Course):
        self.folder, self.root, self.t1 = folder, root, t1
        self.url = f"sqlite:///{folder / 'gradebook.db'}"
        self.release = nbformat.read(root / "notebooks" / f"{T1}.ipynb", as_version=4)

    def book(self) -> Book:
        return Book(self.url, T1, self.release)

    def desk(self) -> Desk:
        return Desk(Folder(self.root), T1, self.url, self.folder / "autograded")

    def hand_in(self, student: str, text: str | None, lineal: str = PASS, name: str = "") -> None:
        """Apunta una entrega con esa respuesta (None es en blanco) y deja su cuaderno corregido."""
        draft = self.t1.draft().solve()
        if text is not None:
            draft.answer_question(text)
        raw = draft.to_bytes()
        path = self.folder / "autograded" / student / T1 / f"{T1}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        declared = exercises_of(T1)
        statuses = {id_: lineal if id_ == LINEAL else PASS for id_ in declared}
        verdicts = {id_: verdict(declared[id_], status, "Un mensaje.") for id_, status in statuses.items()}
        answers = dict.fromkeys(verdicts, "a") | {QUESTION: text or ""}
        blank = frozenset() if text is not None else frozenset({QUESTION})
        with self.book() as book:
            book.save(Entry(student, verdicts, unanswered=blank, handed=f"{text}{lineal}", answers=answers))
            if name:
                book.name({student: Person(name)})

    def standing(self, student: str):
        with self.book() as book:
            return book.standing(student)


def three(folder: Path, root: Path, t1: Course) -> ByHand:
    """Ana, Beto y Cloe contestaron; Dana no, y de la de Eva hay un ejercicio que no se pudo juzgar."""
    folder.mkdir(parents=True, exist_ok=True)
    made = ByHand(folder, root, t1)
    made.hand_in("ana", "Desde la pérdida, $J\\delta$ es un vector.", name="Ana Gil")
    made.hand_in("beto", "Guardo **las dos cosas**.", lineal=FAIL)
    made.hand_in("cloe", "Depende de las formas.")
    made.hand_in("dana", None)
    made.hand_in("eva", "No lo sé.", lineal=NOT_JUDGED)
    return made


def hurried(open_: Callable[[], Book]) -> Callable[[], Book]:
    """Abre el gradebook sin paciencia: si otro lo tiene, falla en el acto."""

    def opened() -> Book:
        book = open_()
        book.db.exec_driver_sql("PRAGMA busy_timeout = 0")
        return book

    return opened


@contextmanager
def serving(desk: Desk, names: bool = False) -> Iterator[tuple[str, Keys]]:
    """La página, servida por un hilo de este proceso: su dirección y sus contraseñas."""
    sockets = listen(0)
    keys = Keys(sockets[0].getsockname()[1])
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = HTTPServer(application(Page(desk, names), keys), max_body_size=MAX_BODY)
        server.add_sockets(sockets)
        loop.run_forever()
        server.stop()
        loop.run_until_complete(server.close_all_connections())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{keys.port}", keys
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
