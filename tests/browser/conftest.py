"""Un JupyterLab de verdad y un Chromium sin ventana.

Todo en carpetas de usar y tirar. Lo que salga de esta máquina se corta y hace fallar la prueba,
igual que cualquier error de la consola del navegador.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

FLAGS = """--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --disable-background-networking
--disable-component-update --disable-sync --no-first-run""".split()
SETTINGS = """{"@jupyterlab/translation-extension:plugin": {"locale": "es_ES"},
 "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false},
 "@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Light"},
 "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
 "@jupyterlab/docmanager-extension:plugin": {"autosave": false}}"""

IDLE = """() => { const c = jupyterapp.shell.currentWidget?.context?.sessionContext;
  return c?.isReady && c.session?.kernel?.status === 'idle'; }"""
# Un error para a las celdas siguientes: entonces no hay nada más que esperar.
ALL_RUN = """() => { const w = jupyterapp.shell.currentWidget;
  const code = w.content.widgets.filter(c => c.model.type === 'code' && c.model.sharedModel.source.trim());
  return w.context.sessionContext.session.kernel.status === 'idle' && (
    code.every(c => c.model.executionCount !== null)
    || code.some(c => c.model.outputs.toJSON().some(o => o.output_type === 'error'))); }"""
ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
  .flatMap(c => c.model.outputs.toJSON()).filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue)"""


class Lab:
    """Un JupyterLab en marcha: su dirección y la carpeta que enseña."""

    def __init__(self, url: str, folder: Path):
        self.url, self.folder = url, folder

    def write(self, name: str, *cells: str) -> str:
        """Deja un cuaderno con esas celdas de código y devuelve su nombre."""
        import nbformat

        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(notebook, self.folder / name)
        return name


@pytest.fixture(scope="session")
def lab(tmp_path_factory, root, skip_or_fail) -> Iterator[Lab]:
    """Con los cuadernos del curso copiados: lo que se guarde en una prueba no toca el repositorio."""
    if shutil.which("chromium") is None:
        skip_or_fail("falta Chromium (Debian: apt install chromium)")
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(root / "notebooks", home / "notebooks")
    (home / "config" / "labconfig").mkdir(parents=True)
    (home / "config" / "labconfig" / "default_setting_overrides.json").write_text(SETTINGS, encoding="utf-8")
    # Al reiniciar un kernel, el depurador de JupyterLab puede dejar un error en la consola que no es nuestro.
    (home / "config" / "labconfig" / "page_config.json").write_text(
        '{"disabledExtensions": {"@jupyterlab/debugger-extension": true}}', encoding="utf-8"
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {
        "JUPYTER_CONFIG_DIR": "cfg",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "run",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "mpl",
    }
    env = {**os.environ, **{name: str(home / folder) for name, folder in folders.items()}}
    env |= {"JUPYTER_CONFIG_PATH": str(home / "config"), "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
    command += ["--IdentityProvider.token=t", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.root_dir={home / 'notebooks'}", "--LabApp.extension_manager=readonly"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=t", timeout=1)
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, (home / "log").read_text()
                time.sleep(0.05)
        yield Lab(f"http://127.0.0.1:{port}", home / "notebooks")
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser(skip_or_fail):
    """Un Chromium para toda la sesión."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield found
        found.close()


class Notebook:
    """Una pestaña con un cuaderno abierto."""

    def __init__(self, page, lab: Lab):
        self.page, self.lab = page, lab
        self.troubles: list[str] = []

    def open(self, name: str) -> None:
        """Abre el cuaderno y espera a que su kernel esté libre."""
        self.page.goto(f"{self.lab.url}/lab/workspaces/{Path(name).stem}/tree/{name}?reset&token=t")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.wait_for_function(IDLE, timeout=60_000)

    def run_all(self, seconds: float = 120) -> None:
        """Ejecuta todas las celdas; ninguna puede acabar en error."""
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(ALL_RUN, timeout=1000 * seconds)
        assert self.page.evaluate(ERRORS) == []

    def wait_idle(self) -> None:
        """Espera a que no quede nada por ejecutar."""
        # Un hueco entre pulsar y ejecutar no cuenta como libre: se pregunta al propio kernel, que contesta en orden.
        self.python("pass")
        self.page.wait_for_function(IDLE)

    def show(self, name: str, *cells: str) -> None:
        """Escribe un cuaderno con esas celdas, lo abre y lo ejecuta."""
        self.open(self.lab.write(name, *cells))
        self.run_all()

    def python(self, code: str) -> str:
        """Ejecuta código en el kernel del cuaderno y devuelve lo que imprime."""
        return self.page.evaluate(
            """async (code) => {
              const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
              let text = '';
              const future = kernel.requestExecute({ code, store_history: false });
              future.onIOPub = (m) => {
                if (m.header.msg_type === 'stream') text += m.content.text;
                if (m.header.msg_type === 'error') text += m.content.ename + ': ' + m.content.evalue;
              };
              await future.done;
              return text;
            }""",
            code,
        ).strip()

    def state(self, selector: str, view: int = 0) -> dict:
        """Lo que un widget dice estar enseñando, en su ``data-state``."""
        return json.loads(self.page.locator(selector).nth(view).get_attribute("data-state"))

    def wait_state(self, selector: str, view: int = 0, **wanted) -> None:
        """Espera a que la vista haya dibujado esos valores."""
        self.page.wait_for_function(
            """([selector, view, wanted]) => {
              const now = JSON.parse(document.querySelectorAll(selector)[view].dataset.state);
              return Object.entries(wanted).every(([k, v]) => JSON.stringify(now[k]) === JSON.stringify(v)); }""",
            arg=[selector, view, wanted],
        )

    def assert_kernel(self, code: str, wanted: str) -> None:
        """Lo que se cambia llega al kernel cuando éste acaba con lo anterior: se le pregunta hasta que contesta eso."""
        for _ in range(20):
            if (got := self.python(f"print({code})")) == wanted:
                return
        assert got == wanted

    def axe(self) -> list[str]:
        """Lo que axe-core encuentra mal en las salidas de las celdas: «regla: HTML»."""
        import axe_playwright_python

        # El JavaScript de axe viaja en esa rueda: no hace falta npm.
        self.page.add_script_tag(path=Path(axe_playwright_python.__file__).with_name("axe.min.js"))
        result = self.page.evaluate(
            """() => axe.run({ include: [['.jp-OutputArea-output']] },
                             { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })"""
        )
        return [f"{v['id']}: {n['html'][:200]}" for v in result["violations"] for n in v["nodes"]]

    def theme(self, name: str) -> None:
        """Cambia el tema: «JupyterLab Dark» o «JupyterLab Light»."""
        self.page.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
        light = "true" if name.endswith("Light") else "false"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")


@pytest.fixture
def notebook(browser, lab) -> Iterator[Notebook]:
    """Una pestaña nueva; al acabar, ni errores de consola ni peticiones hacia fuera."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 2400}, locale="es-ES", timezone_id="UTC", reduced_motion="reduce"
    )
    page = context.new_page()
    opened = Notebook(page, lab)

    def route(request_route):
        url = request_route.request.url
        if url.startswith((lab.url, "data:", "blob:")):
            request_route.continue_()
        else:
            opened.troubles.append(f"petición hacia fuera: {url}")
            request_route.abort()

    page.on("console", lambda m: opened.troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: opened.troubles.append(str(error)))
    context.route("**/*", route)
    yield opened
    # El kernel de un cuaderno sobrevive a su pestaña: la prueba siguiente empieza con uno nuevo.
    page.evaluate("() => globalThis.jupyterapp?.serviceManager.sessions.shutdownAll()")
    context.close()
    assert not opened.troubles, opened.troubles
