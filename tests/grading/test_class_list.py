"""Quién es un estudiante: la carpeta que trae algo de la tarea, algo que no se entiende o nada."""

import pytest

from autograder.errors import CourseError
from autograder.grading.class_list import list_students, students_in

LESSONS = ["00_otra", "01_mas", "mini"]


@pytest.fixture
def listing(tmp_path):
    """Lo que se ve de una carpeta de entregas con esos archivos."""

    def look(*files):
        for name in files:
            path = tmp_path / name
            if name.endswith("/"):
                path.mkdir(parents=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"{}")
        return list_students(tmp_path, "mini", LESSONS)

    return look


@pytest.mark.parametrize(
    "file",
    ["ana/mini/mini.ipynb", "ana/mini.ipynb", "ana/Mini/x.ipynb", "ana/", "ana/mini/", "ana/informe.pdf",
     "ana/x/y/T1.zip", "ana/00_otra/mini (1).ipynb", "ana/.DS_Store", "ana/timestamp.txt", "ana/practica2/a.ipynb"],
)  # fmt: skip
def test_es_un_estudiante_si_trae_algo_que_mirar_o_nada(listing, file):
    found = listing(file, "ana/00_otra/00_otra.ipynb") if file.startswith("ana/x") else listing(file)
    assert (list(found.folders), found.ignored, found.skipped) == (["ana"], {}, {})


@pytest.mark.parametrize(
    "files", [["00_otra/00_otra.ipynb"], ["00_Otra/", "01_mas.ipynb"], ["01_mas/x.pdf", ".DS_Store"]]
)
def test_quien_solo_trae_otras_lecciones_no_entrego_esta(listing, files):
    found = listing("ana/mini/mini.ipynb", *(f"lola/{name}" for name in files))
    assert list(found.folders) == ["ana"] and found.ignored == {}
    assert list(found.skipped) == ["lola"] and "solo trae otras lecciones: 0" in found.skipped["lola"]


@pytest.mark.parametrize(
    "folder", ["__MACOSX/ana/mini/", "__MACOSX/mini/", "lost+found/x/", "System Volume Information/", ".git/",
               "$RECYCLE.BIN/", ".Trash-1000/files/", ".ipynb_checkpoints/", "__pycache__/"],
)  # fmt: skip
def test_lo_que_dejo_un_programa_no_es_de_nadie_y_no_hay_que_arreglarlo(listing, folder):
    found = listing("ana/mini/mini.ipynb", folder)
    assert list(found.folders) == ["ana"] and found.ignored == {}
    assert "es de un programa" in found.skipped[folder.partition("/")[0]]


def test_una_carpeta_que_se_llama_como_una_leccion_esta_fuera_de_sitio(listing):
    found = listing("mini/ana/mini.ipynb", "00_otra/00_otra.ipynb", "beto/mini/mini.ipynb")
    assert list(found.folders) == ["beto"]
    assert list(found.ignored) == ["00_otra", "mini"] and "una carpeta por persona" in found.ignored["mini"]


def test_lo_suelto_que_puede_ser_de_alguien_se_nombra(listing):
    loose = ["Ana_12_assignsubmission_file_informe.pdf", "beto.ipynb", "clase.zip"]
    found = listing("ana/mini/mini.ipynb", *loose, "lista.csv", "LEEME.txt", ".oculto.ipynb")
    assert list(found.ignored) == loose and found.skipped == {}
    assert "<estudiante>/<tarea>" in found.ignored["beto.ipynb"] and "descomprímelo" in found.ignored["clase.zip"]


def test_si_solo_hay_cuadernos_sueltos_no_se_califica_a_nadie(listing, tmp_path):
    listing("ana.ipynb", "beto.zip")
    with pytest.raises(CourseError, match=r"ninguna carpeta de estudiante.*Hay: ana.ipynb, beto.zip"):
        students_in(tmp_path, "mini", None)


def test_quien_pide_a_una_persona_no_oye_lo_de_las_demas(listing, tmp_path):
    listing("ana/mini/mini.ipynb", "lola/00_otra/", "beto.ipynb", "__MACOSX/")
    found = students_in(tmp_path, "mini", "ana", lessons=LESSONS)
    assert (list(found.folders), found.ignored, found.skipped) == (["ana"], {}, {})
    with pytest.raises(CourseError, match="«lola» está apartada: solo trae otras lecciones"):
        students_in(tmp_path, "mini", "lola", lessons=LESSONS)
