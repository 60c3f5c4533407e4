"""Un JupyterLab de verdad y un Chromium sin ventana.

Todo en carpetas de usar y tirar. Lo que salga de esta máquina se corta y hace fallar la prueba,
igual que cualquier error de la consola del navegador.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
# Primero los cuadernos, sin preguntar si se guardan: uno abierto, al quedarse sin kernel, se pone a buscar otro.
# Y se espera a que se vayan los kernels: si no, quien abra el mismo cuaderno se encuentra con el que se está yendo.
CLEAR = """async () => {
  for (const open of [...jupyterapp.shell.widgets('main')]) open.dispose();
  await jupyterapp.serviceManager.sessions.shutdownAll(); }"""
VIEWPORT = {"width": 1400, "height": 2400}
# Ninguna espera gasta esto si todo va bien: es lo que aguanta una máquina muy ocupada.
PATIENCE = 90_000
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


@contextmanager
def running_lab(home: Path, folder: Path | None = None) -> Iterator[Lab]:
    """Un JupyterLab que enseña ``folder``, o ``home/notebooks``, y no deja nada fuera de ``home``."""
    folder = folder or home / "notebooks"
    folder.mkdir(exist_ok=True)
    (home / "config" / "labconfig").mkdir(parents=True)
    (home / "config" / "labconfig" / "default_setting_overrides.json").write_text(SETTINGS, encoding="utf-8")
    # Al reiniciar un kernel, el depurador de JupyterLab puede dejar un error en la consola que no es nuestro.
    (home / "config" / "labconfig" / "page_config.json").write_text(
        '{"disabledExtensions": {"@jupyterlab/debugger-extension": true}}', encoding="utf-8"
    )
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
    # Y la que se instala con el curso, que hace que lo exportado lleve los widgets vivos.
    config = os.pathsep.join([str(home / "config"), str(ROOT / "course_lib")])
    env |= {"JUPYTER_CONFIG_PATH": config, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
    command += ["--IdentityProvider.token=t", "--ServerApp.port=0"]  # uno libre: lo dice su ficha
    command += [f"--ServerApp.root_dir={folder}", "--LabApp.extension_manager=readonly"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                card = json.loads((home / "run" / f"jpserver-{process.pid}.json").read_text(encoding="utf-8"))
                url = f"http://127.0.0.1:{card['port']}"
                urllib.request.urlopen(f"{url}/api?token=t", timeout=1)
                break
            except (OSError, ValueError):  # sin ficha, a medio escribir, o aún no escucha
                if process.poll() is not None or time.monotonic() > deadline:
                    log = (home / "log").read_text(encoding="utf-8")
                    raise RuntimeError(f"JupyterLab no arranca: prueba antes con make lab.\n{log}") from None
                time.sleep(0.05)
        yield Lab(url, folder)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            # En una máquina muy ocupada tarda en despedirse, y ya no queda nadie a quien le importe.
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def chromium(skip_or_fail) -> str:
    """Dónde está el navegador; sin él, estas pruebas se saltan antes de arrancar nada."""
    return shutil.which("chromium") or skip_or_fail("falta Chromium (Debian: apt install chromium)")


@pytest.fixture(scope="session")
def lab(tmp_path_factory, chromium) -> Iterator[Lab]:
    """Con los cuadernos del curso copiados: lo que se guarde en una prueba no toca el repositorio."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    with running_lab(home) as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium):
    """Un Chromium para toda la sesión."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def home(built_site, chromium):
    """La web construida, servida bajo una carpeta cualquiera."""
    from web_visitada import served

    with served(built_site) as url:
        yield url


class Notebook:
    """Una pestaña de JupyterLab con un cuaderno abierto."""

    def __init__(self, page, lab: Lab):
        self.page, self.lab = page, lab
        self.troubles: list[str] = []
        page.set_default_timeout(PATIENCE)

    def open(self, name: str) -> None:
        """Abre el cuaderno y espera a que su kernel esté libre."""
        if self.page.url == "about:blank":
            self.page.goto(f"{self.lab.url}/lab/tree/{name}?reset&token=t")
        else:
            self.page.evaluate("(path) => { jupyterapp.commands.execute('docmanager:open', { path }); }", name)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.wait_for_function(IDLE)

    def clear(self) -> None:
        """Cierra lo que haya abierto, apaga sus kernels y deja el tema y la ventana como estaban."""
        self.page.evaluate(CLEAR)
        self.theme("JupyterLab Light")
        self.page.set_viewport_size(VIEWPORT)
        self.page.emulate_media(reduced_motion="reduce", forced_colors="none")

    def run_all(self, seconds: float = 240) -> None:
        """Ejecuta todas las celdas; ninguna puede acabar en error."""
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(ALL_RUN, timeout=1000 * seconds)
        assert self.page.evaluate(ERRORS) == []

    def restart(self) -> None:
        """Reinicia el kernel con lo que haya a la vista."""
        self.page.evaluate("() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
        self.wait_idle()

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
        deadline = time.monotonic() + PATIENCE / 1000
        while (got := self.python(f"print({code})")) != wanted:
            assert time.monotonic() < deadline, f"{code}: {got} en vez de {wanted}"

    def axe(self) -> list[str]:
        """Lo que axe-core encuentra mal en las salidas de las celdas: «regla: HTML»."""
        import axe_playwright_python

        if not self.page.evaluate("() => 'axe' in globalThis"):
            # El JavaScript de axe viaja en esa rueda: no hace falta npm.
            self.page.add_script_tag(path=Path(axe_playwright_python.__file__).with_name("axe.min.js"))
        result = self.page.evaluate(
            """() => axe.run({ include: [['.jp-OutputArea-output']] },
                             { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })"""
        )
        return [f"{v['id']}: {n['html'][:200]}" for v in result["violations"] for n in v["nodes"]]

    def theme(self, name: str) -> None:
        """Cambia el tema: «JupyterLab Dark» o «JupyterLab Light»."""
        light = "true" if name.endswith("Light") else "false"
        if self.page.get_attribute("body", "data-jp-theme-light") != light:
            self.page.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
            self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")


@pytest.fixture(scope="session")
def spare_tabs(browser, lab) -> Iterator[list[Notebook]]:
    """La pestaña que dejó la prueba anterior: cargar JupyterLab es lo que más tarda, y vale para la siguiente."""
    tabs: list[Notebook] = []
    yield tabs
    # Antes de apagar el servidor: con una pestaña abierta tarda más en irse.
    for tab in tabs:
        tab.page.context.close()


@pytest.fixture
def notebook(request, browser, lab, spare_tabs) -> Iterator[Notebook]:
    """Una pestaña sin nada abierto; al acabar, ni errores de consola ni peticiones hacia fuera."""
    tab = spare_tabs.pop() if spare_tabs else new_tab(browser, lab)
    tab.troubles.clear()
    failures = request.session.testsfailed
    yield tab
    if request.session.testsfailed > failures:
        # Lo que dejó a medias una prueba que falla no puede hacer fallar a otra.
        tab.page.context.close()
    else:
        tab.clear()
        spare_tabs.append(tab)
    assert not tab.troubles, tab.troubles


def new_tab(browser, lab: Lab) -> Notebook:
    """Una pestaña en blanco que apunta lo que va mal."""
    context = browser.new_context(viewport=VIEWPORT, locale="es-ES", timezone_id="UTC", reduced_motion="reduce")
    page = context.new_page()
    tab = Notebook(page, lab)

    def route(request_route):
        url = request_route.request.url
        if url.startswith((lab.url, "data:", "blob:")):
            request_route.continue_()
        else:
            tab.troubles.append(f"petición hacia fuera: {url}")
            request_route.abort()

    page.on("console", lambda m: tab.troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: tab.troubles.append(str(error)))
    context.route("**/*", route)
    return tab
