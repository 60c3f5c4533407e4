"""La página solo contesta a quien la abrió, desde esta máquina, y nada de un estudiante actúa en ella."""

import http.client
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading

import nbformat
import pytest
from bs4 import BeautifulSoup
from entregas import QUESTION, T1, run_cli
from mesa_manual import hurried, serving, three

from autograder.classroom.manual.server import HOST, listen
from autograder.errors import CourseError
from autograder.exercise import exercises_of
from autograder.judging.verdict import PASS, verdict
from autograder.records.gradebook import Book
from autograder.records.standing import Entry

HOSTILE = """<script>fetch('/nota')</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) <svg onload=alert(1)>
<a href="jAvAsCrIpT:alert(1)">y</a><iframe srcdoc="<script>1</script>"></iframe>
<form action=/nota><input name=points></form><style>body{display:none}</style>
<div id="progress" class="answer" data-label="x" onclick="1">z</div> $\\href{javascript:1}{x}$
# Un título"""


@pytest.fixture(scope="module")
def group(root, t1, tmp_path_factory):
    made = three(tmp_path_factory.mktemp("pagina"), root, t1)
    made.hand_in("malo", HOSTILE, name="<b>Malo</b>")
    return made


@pytest.fixture(scope="module")
def desk(group):
    return group.desk()


@pytest.fixture(scope="module")
def site(desk):
    with serving(desk) as (url, keys):
        yield url, keys


def ask(keys, method, path, body=None, **headers):
    connection = http.client.HTTPConnection(HOST, keys.port, timeout=30)
    connection.request(method, path, body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text, response.headers


def inside(keys, **more):
    """Lo que manda el navegador de quien abrió la dirección."""
    return {"Cookie": f"manual_{keys.port}={keys.enter}", **more}


def page(keys):
    status, text, _ = ask(keys, "GET", "/", **inside(keys))
    assert status == 200
    return BeautifulSoup(text, "html.parser")


def put(keys, sent, **more):
    ours = {"Origin": f"http://{HOST}:{keys.port}", "X-Guardar": keys.save}
    status, text, _ = ask(keys, "PUT", "/nota", json.dumps(sent), **inside(keys, **(ours | more)))
    return status, json.loads(text) if text.startswith("{") else text


def sent_for(keys, student_text, **more):
    """Lo que mandaría la página de la respuesta que lleva ese texto."""
    card = next(c for c in page(keys).select(".answer") if student_text in c.select_one(".said").text)
    seen = {"label": card["data-label"], "version": card["data-version"], "answer": card["data-answer"]}
    return seen | {"question": QUESTION, "levels": {}, "points": "", "note": ""} | more


def test_la_contrasena_pasa_de_la_direccion_a_una_cookie(site):
    _, keys = site
    status, _, headers = ask(keys, "GET", f"/?token={keys.enter}")
    assert (status, headers["Location"]) == (302, "/")
    cookie = headers["Set-Cookie"]
    assert keys.enter in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie


@pytest.mark.parametrize("path", ["/", "/?token=otra", "/?token=", "/page.js", "/page.css", "/nota", "/nada"])
def test_sin_contrasena_no_se_ve_nada(site, path):
    status, text, _ = ask(site[1], "GET", path)
    assert status == 403 and "contraseña" in text and "Respuesta" not in text


@pytest.mark.parametrize("host", ["malo.example", "malo.example:{}", "127.0.0.1", "127.0.0.1.malo.example:{}", ""])
def test_con_otro_nombre_no_contesta(site, host):
    _, keys = site
    status, text, _ = ask(keys, "GET", "/", **inside(keys, Host=host.format(keys.port)))
    assert status in (400, 403) and "Respuesta" not in text


@pytest.mark.parametrize("path", ["/", "/page.js", "/nada", "/?token=otra"])
def test_cada_pagina_lleva_sus_defensas(site, path):
    _, _, headers = ask(site[1], "GET", path, **inside(site[1]))
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY" and headers["Cache-Control"] == "no-store"
    assert "Server" not in headers


@pytest.mark.parametrize(
    "change",
    [
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Origin": "https://malo.example"},
        {"X-Guardar": "otra"},
        {"X-Guardar": ""},
        {"Sec-Fetch-Site": "same-site"},
        {"Cookie": ""},
    ],
)
def test_guardar_solo_se_puede_desde_la_pagina(site, group, change):
    _, keys = site
    status, _ = put(keys, sent_for(keys, "las dos cosas", points="4"), **change)
    assert status == 403 and group.standing("beto").items[QUESTION].manual is None


def test_nada_de_un_estudiante_actua_ni_se_confunde_con_la_pagina(site):
    found = page(site[1])
    shown = next(c for c in found.select(".said") if "fetch('/nota')" in c.text)
    assert not shown.select("script, iframe, form, input, style, svg, object")
    assert not [tag for tag in shown.find_all(True) for name in tag.attrs if name.startswith("on") or name == "id"]
    links = {tag.get("href", "").split(":")[0].casefold() for tag in shown.select("a")}
    assert "javascript" not in links and not shown.select(".answer")
    assert [tag.name for tag in shown.select("h1, h2, h3, h4")] in ([], ["h4"])
    assert len(found.select("script")) == 1 and found.script["src"] == "page.js"


def test_sin_pedir_nombres_no_sale_ninguno(site, group):
    text = str(page(site[1]))
    assert not re.search(r"\b(ana|Ana Gil|beto|cloe|dana)\b", text)
    with serving(group.desk(), names=True) as (_, keys):
        who = [tag.text for tag in page(keys).select(".who")]
    assert "Ana Gil" in who and "beto" in who and "<b>Malo</b>" in who


def test_las_formulas_van_dibujadas_y_la_rubrica_con_sus_niveles(site):
    found = page(site[1])
    card = next(c for c in found.select(".answer") if "Desde la pérdida" in c.select_one(".said").text)
    assert card.select_one(".said math") and "$" not in card.select_one(".said").text
    assert [c["data-name"] for c in card.select(".criterion")][:2] == ["Los dos órdenes", "Tu medida"]
    assert "Ejecuta" in found.select_one(".given").text or "Responde" in found.select_one(".given").text


def test_de_lo_que_la_maquina_no_juzgo_se_ve_el_codigo_y_por_que(site):
    section = page(site[1]).select_one('.question[data-question="t1_lineal"]')
    assert section.has_attr("hidden")  # detrás de su casilla: lo corriente es la pregunta escrita
    (card,) = section.select(".answer")
    assert "def t1_lineal" in card.select_one(".said").text and card.select_one(".why").text == "Un mensaje."


def test_sin_su_cuaderno_corregido_se_dice_y_se_puede_corregir(site, group):
    path = group.folder / "autograded" / "beto" / T1 / f"{T1}.ipynb"
    path.rename(path.with_suffix(".aparte"))
    try:
        assert "No se encuentra su cuaderno corregido" in page(site[1]).text
    finally:
        path.with_suffix(".aparte").rename(path)


def test_guardar_dice_como_queda_y_dos_a_la_vez_se_enteran(site, group):
    _, keys = site
    sent = sent_for(keys, "de las formas", points="2,5", note="Bien.")
    status, saved = put(keys, sent)
    assert (status, saved["points"], saved["kind"], saved["note"]) == (200, "2.5", "marked", "Bien.")
    assert re.fullmatch(r"\d\d:\d\d:\d\d", saved["at"]) and group.standing("cloe").items[QUESTION].points == 2.5
    status, found = put(keys, sent | {"points": "1"})
    assert (status, found["points"], found["note"]) == (409, "2.5", "Bien.") and "puso 2.5" in found["why"]
    assert "html" not in found
    assert put(keys, sent | {"points": "1", "version": found["version"]})[0] == 200
    group.hand_in("cloe", "Otra cosa $x$.")
    status, found = put(keys, sent | {"points": "3", "version": found["version"]})
    assert status == 409 and "<math" in found["html"] and "entregó otra vez" in found["why"]
    assert put(keys, sent | {"points": "3", "version": found["version"]})[1]["kind"] == "marked"


@pytest.mark.parametrize(
    "change, why",
    [
        ({"points": "7"}, "de 0 a 4"),
        ({"label": "ZZZZ"}, "recarga"),
        ({"question": "t1_norma"}, "recarga"),
        ({"levels": {"x": "y"}}, "recárgala"),
        ({"levels": 3}, "recarga"),
    ],
)
def test_lo_que_no_es_una_nota_se_explica(site, change, why):
    status, found = put(site[1], sent_for(site[1], "las dos cosas") | change)
    assert status == 422 and why in found["why"]


@pytest.mark.parametrize("body", ["", "[", "[1]", "7", "null", '"x"'])
def test_lo_que_no_es_json_tambien(site, body):
    _, keys = site
    ours = {"Origin": f"http://{HOST}:{keys.port}", "X-Guardar": keys.save}
    assert ask(keys, "PUT", "/nota", body, **inside(keys, **ours))[0] == 422


def test_con_el_gradebook_ocupado_se_pide_que_se_vuelva_a_intentar(site, desk, group, monkeypatch):
    _, keys = site
    sent = sent_for(keys, "las dos cosas", points="3")
    monkeypatch.setattr(desk, "open", hurried(desk.open))
    with sqlite3.connect(group.folder / "gradebook.db") as other:
        other.execute("BEGIN IMMEDIATE")
        status, found = put(keys, sent)
    assert status == 503 and "se vuelve a intentar" in found["why"]
    assert put(keys, sent)[0] == 200


def test_el_puerto_ocupado_se_dice():
    taken = listen(0)
    with pytest.raises(CourseError, match=r"está ocupado.*--port"):
        listen(taken[0].getsockname()[1])
    taken[0].close()


def test_la_orden_dice_la_direccion_y_se_para_con_ctrl_c(group, root):
    command = [sys.executable, "-m", "autograder.cli", "manual", T1, "--db", group.url, "--out", str(group.folder)]
    with subprocess.Popen(
        [*command, "--no-browser"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        guard = threading.Timer(120, running.kill)
        guard.start()
        said = [running.stdout.readline() for _ in range(3)]
        assert "por corregir" in said[0] and re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", said[1])
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
        guard.cancel()
    assert (running.returncode, err) == (0, "") and "Siguiente: " in out.splitlines()[-1]


def test_json_dice_lo_que_espera_sin_abrir_nada_y_sin_nombres(group, root):
    options = ["manual", T1, "--db", group.url, "--out", str(group.folder), "--json"]
    run = run_cli(options, root)
    found = json.loads(run.out)
    assert run.code == 0 and found["assignment"] == T1
    assert found["questions"][0]["id"] == QUESTION and found["questions"][0]["max_points"] == 4
    assert found["waiting"] == sum(a["state"] in ("por corregir", "cambió") for a in found["answers"])
    assert "student" not in found["answers"][0]
    named = json.loads(run_cli([*options, "--names"], root).out)["answers"]
    assert {a["student"] for a in named} >= {"ana", "beto"} and "Ana Gil" in {a["name"] for a in named}


def test_si_no_hay_nada_que_corregir_se_dice_y_no_se_abre_nada(root, tmp_path, empty_gradebook):
    name, path = "00_presentacion", shutil.copy(empty_gradebook, tmp_path)
    declared = exercises_of(name)
    verdicts = {id_: verdict(exercise, PASS, "Bien.") for id_, exercise in declared.items()}
    release = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    with Book(f"sqlite:///{path}", name, release) as book:
        book.save(Entry("ana", verdicts, handed="x", answers=dict.fromkeys(verdicts, "a")))
    run = run_cli(["manual", name, "--db", f"sqlite:///{path}", "--out", str(tmp_path)], root)
    assert (run.code, run.err) == (0, "") and "no hay nada que corrija una persona. Siguiente: " in run.out


@pytest.mark.parametrize("port", ["0", "70000", "uno"])
def test_un_puerto_que_no_lo_es_se_dice(root, port):
    run = run_cli(["manual", T1, "--port", port], root)
    assert run.code == 2 and f"debe ser un número entre 1 y 65535 y es «{port}»" in run.err
