"""Ejecutar celdas como un kernel de Jupyter, pero sin kernel.

Es el intérprete de IPython con las salidas recogidas en una lista, en el
formato de un cuaderno, y con tope: 1 GB de ``print`` ocupa lo que ``MAX_OUTPUT``.
"""

import base64
import contextlib
import io
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

from .absent import NotHere

MAX_OUTPUT = 200_000  # caracteres de texto que se guardan por celda
MAX_DATA = 2_000_000  # caracteres de imágenes y HTML por celda
MAX_OUTPUTS = 200  # salidas por celda
MAX_COMMAND = 100  # caracteres de una orden del sistema que se repiten al decir que no se ejecuta


class _Hook(DisplayHook):
    """El valor de la última línea de una celda."""

    def start_displayhook(self) -> None: ...

    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict, md_dict=None) -> None:
        self.shell.collected.add_data("execute_result", format_dict, md_dict)

    def finish_displayhook(self) -> None: ...

    def quiet(self) -> bool:
        """Un punto y coma al final calla el valor. IPython lo busca en el historial, que aquí no hay."""
        return self.semicolon_at_end_of_expression(self.shell.source)


class _Publisher(DisplayPublisher):
    """Lo que se enseña con ``display``."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **_) -> None:
        display_id = (transient or {}).get("display_id")
        self.shell.collected.add_data("display_data", data, metadata, display_id, update)

    def clear_output(self, wait=False) -> None:
        self.shell.collected.outputs.clear()


class _Stream(io.TextIOBase):
    """``sys.stdout`` o ``sys.stderr`` de una celda."""

    encoding = "utf-8"

    def __init__(self, collected: "Collected", name: str):
        self.collected, self.name = collected, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.collected.add_text(self.name, str(text))
        return len(text)


class Collected:
    """Las salidas de la celda en curso."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.text_left, self.data_left = MAX_OUTPUT, MAX_DATA
        self.displays: dict[str, dict] = {}

    def add_text(self, name: str, text: str) -> None:
        if not text or self.text_left <= 0:
            return
        text = text[: self.text_left]
        self.text_left -= len(text)
        if self.text_left == 0:
            text += "\n… (salida recortada: era demasiado larga)\n"
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        elif len(self.outputs) < MAX_OUTPUTS:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def add_data(self, kind, data, metadata=None, display_id=None, update=False) -> None:
        # Lo demás (JSON, el estado de un widget) no se enseña al calificar: no viaja.
        data = {str(k): _as_text(v) for k, v in data.items() if isinstance(v, (str, bytes))}
        size = sum(map(len, data.values()))
        if size > self.data_left or len(self.outputs) >= MAX_OUTPUTS:
            return
        self.data_left -= size
        if update:
            if display_id in self.displays:
                self.displays[display_id]["data"] = data
            return
        output = {"output_type": kind, "data": data, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = None
        if display_id:
            self.displays[display_id] = output
        self.outputs.append(output)

    def add_error(self, etype, value, lines) -> None:
        name = getattr(etype, "__name__", str(etype))
        trace = [str(line)[:10_000] for line in lines][:50]
        self.outputs.append({"output_type": "error", "ename": name, "evalue": str(value)[:1_000], "traceback": trace})


def _as_text(value: str | bytes) -> str:
    """Las imágenes van en base64, como en un cuaderno."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class NotebookShell(InteractiveShell):
    """El intérprete de un cuaderno."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **kwargs):
        self.collected = Collected()
        self.source, self.lenient = "", False
        self.finder = None  # quien mira cada celda antes de ejecutarla
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.HistoryManager.hist_file = ":memory:"
        super().__init__(config=config, **kwargs)

    def init_virtualenv(self) -> None: ...

    def _tee(self, channel):
        """IPython guarda aparte, y sin tope, todo lo que se imprime; aquí ya se recoge."""
        return contextlib.nullcontext()

    def enable_gui(self, gui=None) -> None: ...

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.collected.add_error(etype, evalue, stb)

    def system(self, cmd) -> None:
        """No ejecuta nada, y lo dice sin parar la celda: en casa, lo que sigue se ejecutó."""
        print(f"`!{cmd[:MAX_COMMAND]}`: las órdenes del sistema no se ejecutan al calificar.", file=sys.stderr)

    def getoutput(self, cmd, split=True, depth=0) -> SList | str:
        self.system(cmd)
        return SList() if split else ""

    def should_run_async(self, raw_cell, *, transformed_cell=None, preprocessing_exc_tuple=None) -> bool:
        """Si una celda espera algo. IPython la compila entera para saberlo; sin estas palabras no espera nada."""
        if transformed_cell is not None and "await" not in transformed_cell and "async" not in transformed_cell:
            return False
        return super().should_run_async(
            raw_cell, transformed_cell=transformed_cell, preprocessing_exc_tuple=preprocessing_exc_tuple
        )

    def transform_ast(self, node):
        """El árbol de una celda. ``finder`` lo mira y no lo cambia: si nadie más lo toca, no hay líneas que rehacer."""
        if self.finder is not None:
            self.finder.visit(node)
        return super().transform_ast(node)

    async def run_code(self, code_obj, result=None, *, async_=False) -> bool:
        """Ejecuta una instrucción; dice si hay que parar la celda. Lo que no está al calificar no la para."""
        stop = await super().run_code(code_obj, result, async_=async_)
        if stop and result is not None and (self.lenient or isinstance(result.error_in_exec, NotHere)):
            result.error_in_exec = None
            return False
        return stop

    def run(self, source: str, lenient: bool = False) -> tuple[list[dict[str, Any]], BaseException | None]:
        """Ejecuta una celda y devuelve sus salidas y la excepción que la paró, si la hubo.

        Con ``lenient``, una instrucción que falla no para a las siguientes.
        """
        self.collected.reset()
        self.source, self.lenient = source, lenient
        stdout, stderr = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self.collected, "stdout"), _Stream(self.collected, "stderr")
        try:
            result = self.run_cell(source, store_history=False)
        finally:
            sys.stdout, sys.stderr = stdout, stderr
        return self.collected.outputs, result.error_before_exec or result.error_in_exec
