"""Del zip de Moodle a ``submitted/``: de quién es cada cosa, qué se deja y qué no se pierde."""

import io
import shutil
import struct
import unicodedata
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from moodle import Moodle, Participant

from autograder.classroom.moodle.collect import collect
from autograder.classroom.moodle.store import CHANGED, MAX_FILE, NEW, OLDER, SAME
from autograder.classroom.moodle.worksheet import Worksheet
from autograder.errors import CourseError
from autograder.grading.attendance import take_attendance
from autograder.grading.class_list import list_students
from autograder.grading.handed import collect as hand_over

LESSON = "00_presentacion"
BOOK = f"{LESSON}.ipynb"
RIGHT = "def primer_gradiente(x):\n    return 2 * x + 3"
ZONE = ZoneInfo("Europe/Madrid")
ANA, JOSE, EVA, LUIS, MAR = 11, 12, 13, 14, 15


def people():
    late = "domingo, 31 de enero de 2027, 23:59"
    return Moodle(
        Participant(ANA, "Ana Gil", "ana@x.es", late, "Enviado para calificar"),
        Participant(JOSE, "José Núñez", "jose@x.es", "lunes, 1 de febrero de 2027, 0:30", "Enviado para calificar"),
        Participant(EVA, "Eva O'Brien", "eva@x.es", late, "Borrador (no enviado)"),
        Participant(LUIS, "Luis Ruiz", "luis@x.es"),
        Participant(MAR, "Mar Sanz", "mar@x.es", late, "Enviado para calificar"),
        maximum=1.0,
    )


@pytest.fixture
def good(lesson00):
    return lesson00.draft().put("primer_gradiente", RIGHT).to_bytes()


@pytest.fixture
def gather(tmp_path, root):
    """Recoge un zip (sus bytes, o lo que entregó cada uno): lo recogido. Con ``out`` en ``tmp_path``."""
    out = tmp_path / "submitted"

    def go(files, moodle=None, sheet=None, name="entregas.zip", **options):
        moodle = moodle or people()
        package, worksheet = tmp_path / name, tmp_path / "hoja.csv"
        shape = {key: options.pop(key) for key in ("folders", "end") if key in options}
        package.write_bytes(files if isinstance(files, bytes) else moodle.submissions(files, **shape))
        worksheet.write_bytes(sheet if sheet is not None else moodle.worksheet())
        return collect(root, LESSON, package, Worksheet(worksheet), out, ZONE, **options)

    go.out, go.root = out, root
    return go


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def raw_zip(**members):
    """Un zip escrito a mano: nombre → bytes, o (ZipInfo, bytes)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info, raw = content if isinstance(content, tuple) else (name, content)
            archive.writestr(info, raw)
    return file.getvalue()


def folder_of(name, number):
    return f"{name}_{number}_assignsubmission_file_"


def test_cada_entrega_acaba_en_su_sitio_con_su_hora_y_su_nombre(gather, good):
    found = gather({ANA: {BOOK: good}, JOSE: {"mi tarea (1).ipynb": good}, EVA: {BOOK: good}})
    assert {id_: one.state for id_, one in found.students.items()} == dict.fromkeys(
        ("ana@x.es", "jose@x.es", "eva@x.es"), NEW
    )
    assert list(found.absent) == ["luis@x.es"] and list(found.lost) == ["mar@x.es"]
    assert not found.to_mend and found.students["eva@x.es"].draft
    assert "se llama «mi tarea (1).ipynb»" in found.students["jose@x.es"].notes[0]
    where = gather.out / "ana@x.es" / LESSON
    assert (where / BOOK).read_bytes() == good
    handed = hand_over(gather.out / "ana@x.es", LESSON, zone=UTC)  # la zona va escrita: da igual quién la lea
    assert handed.timestamp == datetime(2027, 1, 31, 22, 59)
    assert list(list_students(gather.out, LESSON).folders) == ["ana@x.es", "eva@x.es", "jose@x.es"]
    attendance = take_attendance(gather.out.parent / "hoja.csv", list(list_students(gather.out, LESSON).folders))
    assert attendance.unknown == {} and attendance.members["jose@x.es"].name == "José Núñez"
    assert not list(gather.out.glob(".recogiendo*"))


@pytest.mark.parametrize("shape", [{"end": ""}, {"end": "_"}, {"folders": False}])
def test_las_tres_maneras_de_llamarlas(gather, good, shape):
    found = gather({ANA: {BOOK: good}}, **shape)
    assert list(found.students) == ["ana@x.es"] and found.students["ana@x.es"].unread == ""
    assert (gather.out / "ana@x.es" / LESSON / BOOK).read_bytes() == good


def test_el_zip_vuelto_a_hacer_la_carpeta_y_lo_que_dejan_los_sistemas(gather, good, tmp_path):
    inside = f"Curso-Tarea-77/{folder_of('Ana Gil', ANA)}"
    found = gather(raw_zip(**{f"{inside}/{BOOK}": good, f"__MACOSX/{inside}/._{BOOK}": b"x", ".DS_Store": b"x"}))
    assert list(found.students) == ["ana@x.es"] and found.unknown == {}
    folder = tmp_path / "descomprimido"
    (folder / folder_of("José Núñez", JOSE)).mkdir(parents=True)
    (folder / folder_of("José Núñez", JOSE) / BOOK).write_bytes(good)
    (folder / folder_of("Luis Ruiz", LUIS)).mkdir()
    (folder / folder_of("Ana Gil", ANA)).symlink_to(tmp_path)
    (folder / folder_of("Eva OBrien", EVA)).mkdir()
    (folder / folder_of("Eva OBrien", EVA) / BOOK).symlink_to("/etc/passwd")
    from_folder = collect(gather.root, LESSON, folder, Worksheet(tmp_path / "hoja.csv"), tmp_path / "b", ZONE)
    assert from_folder.students["jose@x.es"].state == NEW and list(from_folder.empty) == ["luis@x.es"]
    for id_ in ("ana@x.es", "eva@x.es"):
        assert "es un enlace y no se sigue" in from_folder.students[id_].refused.values()
    with pytest.raises(CourseError, match="es donde se dejan las entregas"):
        collect(gather.root, LESSON, folder, Worksheet(tmp_path / "hoja.csv"), folder, ZONE)


def test_recoger_dos_veces_no_cambia_nada_y_lo_arreglado_a_mano_se_queda(gather, good):
    files = {ANA: {BOOK: good, "vieja.ipynb": b"{"}, JOSE: {BOOK: good}}
    gather(files)
    before = tree(gather.out)
    again = gather(files)
    assert {one.state for one in again.students.values()} == {SAME} and tree(gather.out) == before
    (gather.out / "ana@x.es" / LESSON / "vieja.ipynb").unlink()
    mended = tree(gather.out)
    assert gather(files).students["ana@x.es"].state == SAME and tree(gather.out) == mended


def test_la_entrega_nueva_sustituye_y_la_vieja_se_guarda_donde_no_se_califica(gather, good, lesson00):
    gather({ANA: {BOOK: good, "extra.pdf": b"%PDF"}})
    newer = people()
    newer.people[ANA].submitted = "martes, 2 de febrero de 2027, 10:00"
    blank = lesson00.draft().to_bytes()
    found = gather({ANA: {BOOK: blank}}, newer)
    assert found.students["ana@x.es"].state == CHANGED
    assert {path for path in tree(gather.out / "ana@x.es") if path.endswith((".ipynb", ".pdf"))} == {
        f"{LESSON}/{BOOK}", f".moodle/{LESSON}/20270131-225900/{BOOK}", f".moodle/{LESSON}/20270131-225900/extra.pdf",
    }  # fmt: skip
    handed = hand_over(gather.out / "ana@x.es", LESSON)
    assert list(handed.notebooks.values()) == [blank] and handed.others == ()
    # Y un zip de antes, recogido por equivocación, no la pisa.
    old = gather({ANA: {BOOK: good}})
    assert old.students["ana@x.es"].state == OLDER and old.to_mend
    assert (gather.out / "ana@x.es" / LESSON / BOOK).read_bytes() == blank


def test_lo_que_no_se_puede_guardar_se_nombra_y_no_para_a_los_demas(gather, good, tmp_path):
    (gather.out / "ana@x.es").mkdir(parents=True)
    (gather.out / "ana@x.es" / LESSON).write_text("un archivo")
    (gather.out / "jose@x.es").symlink_to(tmp_path)
    found = gather({ANA: {BOOK: good}, JOSE: {BOOK: good}, EVA: {BOOK: good}}, people())
    assert "ahí hay un archivo" in found.failed["ana@x.es"] and "es un enlace" in found.failed["jose@x.es"]
    assert (gather.out / "eva@x.es" / LESSON / BOOK).is_file() and found.to_mend
    assert not (tmp_path / LESSON).exists()


def test_un_ensayo_no_escribe_nada(gather, good):
    found = gather({ANA: {BOOK: good}}, write=False)
    assert found.students["ana@x.es"].state == NEW and not gather.out.exists()


def test_lo_que_no_se_entiende_se_queda_para_que_lo_mire_una_persona(gather, good, t1, lesson00):
    inner = raw_zip(**{f"carpeta/{BOOK}": good})
    blank = lesson00.draft().put("primer_gradiente", "def primer_gradiente(x):\n    return 1").to_bytes()
    found = gather({
        ANA: {"informe.pdf": b"%PDF-1.7"},
        JOSE: {"entrega.zip": inner},
        EVA: {"a.ipynb": good, "b.ipynb": blank},
        LUIS: {"tarea_jacobiano.ipynb": t1.draft().solve().to_bytes()},
    })  # fmt: skip
    unread = {id_: one.unread for id_, one in found.students.items()}
    assert "Hay «informe.pdf»" in unread["ana@x.es"] and unread["jose@x.es"] == ""
    assert "varios cuadernos con respuestas distintas" in unread["eva@x.es"]
    assert "es el cuaderno de tarea_jacobiano" in unread["luis@x.es"]
    assert found.to_mend and (gather.out / "ana@x.es" / LESSON / "informe.pdf").is_file()


def bomb():
    """Un archivo que ocupa poco y dice la verdad: descomprimido, no cabe."""
    return b"\0" * (MAX_FILE + 1)


def liar(raw, size):
    """Un zip cuyo primer archivo dice ocupar otra cosa."""
    at = raw.index(b"PK\x01\x02")
    return raw[: at + 24] + struct.pack("<I", size) + raw[at + 28 :]


def test_lo_peligroso_se_nombra_se_deja_y_no_para_a_los_demas(gather, good):
    ana, jose, eva = folder_of("Ana Gil", ANA), folder_of("José Núñez", JOSE), folder_of("Eva OBrien", EVA)
    link = zipfile.ZipInfo(f"{ana}/enlace.ipynb")
    link.external_attr = 0o120777 << 16
    found = gather(raw_zip(**{
        f"{ana}/../../fuera.ipynb": good, "/etc/absoluta.ipynb": good, f"C:\\{ana}\\x.ipynb": good,
        "link": (link, b"/etc/passwd"), f"{ana}/bomba.ipynb": bomb(), f"{ana}/{'a/' * 20}hondo.ipynb": good,
        f"{jose}/{BOOK}": good, f"{jose}/{'largo ' * 40}.ipynb": good, f"{jose}/a\x1b[2J\u202eb.txt": b"x",
        f"{jose}/NUL.txt": b"x", f"{eva}/{BOOK}": good, "suelto.ipynb": good,
    }))  # fmt: skip
    refused = found.students["ana@x.es"].refused
    assert {why.split(" (")[0] for why in refused.values()} == {
        "su ruta se sale de su carpeta", "su ruta no empieza en su carpeta", "es un enlace y no se sigue",
        "ocupa, descomprimido, más de 100 MB", "está dentro de más de 12 carpetas",
    }  # fmt: skip
    # Quien no entregó otra cosa espera a una persona: no es un cero.
    assert "no_recogido.txt" in found.students["ana@x.es"].unread
    assert set(found.unknown) == {"etc/absoluta.ipynb", "suelto.ipynb"}
    assert found.students["jose@x.es"].unread == "" and found.students["eva@x.es"].refused == {}
    names = [p.name for p in (gather.out / "jose@x.es" / LESSON).iterdir()]
    assert all(len(name) < 130 and name.isprintable() for name in names) and "NUL.txt" not in names
    assert not list(gather.out.parent.glob("**/fuera.ipynb"))


def test_lo_cifrado_lo_cortado_y_lo_que_miente_tampoco_paran(gather, good, monkeypatch):
    ana, jose = folder_of("Ana Gil", ANA), folder_of("José Núñez", JOSE)
    raw = bytearray(raw_zip(**{f"{ana}/{BOOK}": good, f"{jose}/{BOOK}": good}))
    raw[len(ana) + 200] ^= 0xFF  # dentro de lo de Ana
    found = gather(bytes(raw))
    assert "está cortado o estropeado" in found.students["ana@x.es"].refused[BOOK]
    assert found.students["jose@x.es"].refused == {}
    secret = zipfile.ZipInfo(f"{ana}/{BOOK}")
    locked = bytearray(raw_zip(x=(secret, good)))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert gather(bytes(locked)).students["ana@x.es"].refused[BOOK] == "está cifrado con una contraseña"
    small = gather(liar(raw_zip(**{f"{ana}/grande.bin": bytes(2 * MAX_FILE)}), 5))
    assert small.students["ana@x.es"].refused and small.students["ana@x.es"].files == []
    # Y el que dice ocupar más de lo que cabe en el disco no deja sin recoger a los demás.
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=2**30))
    huge = gather(liar(raw_zip(**{f"{ana}/x.bin": b"x", f"{jose}/{BOOK}": good}), 2**32 - 2))
    assert "más de 100 MB" in huge.students["ana@x.es"].refused["x.bin"] and huge.students["jose@x.es"].files == [BOOK]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10))
    with pytest.raises(CourseError, match="no cabe en el disco. No se ha recogido nada"):
        gather({ANA: {BOOK: good}})


def test_el_estudiante_no_pone_su_hora_ni_se_hace_pasar_por_otro(gather, good):
    mine = folder_of("Luis Ruiz", LUIS)
    other = folder_of("Ana Gil", ANA)
    fake = b"2020-01-01 00:00:00 UTC"
    found = gather(raw_zip(**{
        f"{mine}/timestamp.txt": fake, f"{mine}/{BOOK}": good, f"{mine}/{other}/{BOOK}": b"{}",
        f"{mine}x_{ANA}_assignsubmission_file_{BOOK}": good,
    }))  # fmt: skip
    assert list(found.students) == ["luis@x.es"]
    where = gather.out / "luis@x.es" / LESSON
    assert not (where / "timestamp.txt").exists() and (where / "del estudiante - timestamp.txt").read_bytes() == fake
    assert hand_over(gather.out / "luis@x.es", LESSON).timestamp is None


@pytest.mark.parametrize(
    "form, encoding", [("NFC", None), ("NFD", None), ("NFC", "utf-8"), ("NFD", "utf-8"), ("NFC", "cp850")]
)
def test_los_acentos_se_leen_los_escriba_quien_los_escriba(gather, good, form, encoding):
    name = unicodedata.normalize(form, f"{folder_of('José Núñez', JOSE)}/Tarea de José.ipynb")
    raw = raw_zip(**{name: good})
    if encoding is not None:
        # Sin la marca de UTF-8: los mismos bytes, o los de un Windows de aquí.
        info = zipfile.ZipInfo("x" * len(name.encode(encoding)))
        raw = raw_zip(x=(info, good)).replace(info.filename.encode(), name.encode(encoding))
    found = gather(raw)
    assert found.students["jose@x.es"].files == ["Tarea de José.ipynb"]


def test_dos_nombres_que_en_algun_disco_son_el_mismo_no_se_pisan(gather, good):
    ana = folder_of("Ana Gil", ANA)
    found = gather(raw_zip(**{f"{ana}/{BOOK}": good, f"{ana}/A.txt": b"1", f"{ana}/a.txt": b"2", f"{ana}/a.txt/b": b"3",
                              f"{ana}/x/y.txt": b"4", f"{ana}/X": b"5"}))  # fmt: skip
    files = found.students["ana@x.es"].files
    assert len({name.casefold() for name in files}) == 6 and found.students["ana@x.es"].refused == {}
    written = [(gather.out / "ana@x.es" / LESSON / name).read_bytes() for name in files]
    assert written == [good, b"1", b"2", b"3", b"4", b"5"]


def test_una_lista_corriente_reparte_por_el_nombre(gather, good):
    plain = 'id,nombre completo\nana,"Gil, Ana"\njose,José Núñez\nm1,Mar Sanz\nm2,Mar Sanz\n'
    found = gather({ANA: {BOOK: good}, JOSE: {BOOK: good}, MAR: {BOOK: good}}, sheet=plain.encode())
    assert list(found.students) == ["ana", "jose"]
    assert found.unknown == {"Mar Sanz_15": "en hoja.csv hay 2 personas que se llaman así"}


def test_una_entrega_de_grupo_o_de_otra_persona_se_aparta(gather, good):
    found = gather(
        raw_zip(**{f"{folder_of('Grupo 3', ANA)}/{BOOK}": good, f"{folder_of('José Núñez', JOSE)}/{BOOK}": good})
    )
    assert list(found.students) == ["jose@x.es"] and found.to_mend
    assert "ese número es de Ana Gil" in found.unknown["Grupo 3_11"]


def test_el_id_es_el_de_siempre_aunque_la_hoja_traiga_ahora_otro(gather, good):
    gather({ANA: {BOOK: good}})
    sheet = people().worksheet(more=("Número de ID",))
    assert gather({ANA: {BOOK: good}}, sheet=sheet).column == "Dirección de correo"
    assert gather({ANA: {BOOK: good}}, sheet=sheet, column="número de id").column == "Número de ID"


@pytest.mark.parametrize(
    "raw, name, says",
    [
        (b"", "e.zip", "está vacío"),
        (b"Identificador,Nombre\n", "e.csv", "parece la hoja y no el zip: ¿están cambiados?"),
        (b"Rar!\x1a\x07", "e.zip", "es un RAR, no un zip"),
        (b"hola", "e.zip", "no es un zip"),
        (b"PK\x03\x04cortado", "e.zip", "está cortado o estropeado"),
        (raw_zip(), "e.zip", "no tiene ninguna entrega"),
        (raw_zip(**{"cualquiera.txt": b"x"}), "e.zip", "no es el zip de las entregas de Moodle.*Hay «cualquiera.txt»"),
        (raw_zip(**{"entregas.zip": b"PK\x03\x04"}), "e.zip", "dentro hay otro zip: sácalo y da ese"),
        (raw_zip(**{"Ana Gil_99_assignsubmission_file_/a.ipynb": b"{}"}), "e.zip", "otra tarea o de otro curso"),
    ],
)  # fmt: skip
def test_lo_que_no_es_el_zip_se_dice_y_no_se_escribe_nada(gather, raw, name, says):
    with pytest.raises(CourseError, match=says):
        gather(raw, name=name)
    assert not gather.out.exists() or not list(gather.out.iterdir())


def test_dos_actividades_distintas_se_avisan_y_una_fecha_rara_tambien(gather, good):
    moodle = people()
    moodle.people[ANA].submitted = "el otro día"
    found = gather({ANA: {BOOK: good}}, moodle, name="Curso-Tarea 1-77.zip")
    assert found.warnings == ["De Ana Gil (ana@x.es) no se sabe cuándo entregó: no se entiende la fecha «el otro día»: "
                              "escríbela como 2027-01-31 23:59."]  # fmt: skip
    (gather.out.parent / "hoja.csv").rename(gather.out.parent / "Calificaciones-Tarea 2-78.csv")
    sheet = Worksheet(gather.out.parent / "Calificaciones-Tarea 2-78.csv")
    found = collect(gather.root, LESSON, gather.out.parent / "Curso-Tarea 1-77.zip", sheet, gather.out, ZONE)
    assert "parecen de dos actividades" in found.warnings[0]
