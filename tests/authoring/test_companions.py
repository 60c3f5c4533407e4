"""El glosario se copia al lado de los cuadernos: un enlace no puede salir de la raíz de JupyterLab."""

from autograder.authoring.build import build, stale


def test_el_build_copia_el_glosario_y_solo_si_ha_cambiado(course):
    glossary = course.root / "docs" / "glosario.md"
    glossary.parent.mkdir()
    glossary.write_text("# Glosario\n", encoding="utf-8")
    copied = course.root / "notebooks" / "glosario.md"
    assert copied in build(course.root) and copied.read_bytes() == glossary.read_bytes()
    assert copied not in build(course.root) and stale(course.root) == []


def test_una_copia_vieja_se_dice_y_unos_finales_de_linea_no(course):
    build(course.root)
    glossary = course.root / "docs" / "glosario.md"
    glossary.parent.mkdir()
    glossary.write_bytes(b"# Glosario\n")
    said = ["notebooks/glosario.md no es docs/glosario.md. Ejecuta: autograder build"]
    assert stale(course.root) == said
    (course.root / "notebooks" / "glosario.md").write_bytes(b"# Glosario\r\n")
    assert stale(course.root) == []
    (course.root / "notebooks" / "glosario.md").write_bytes(b"# Otro\n")
    assert stale(course.root) == said


def test_sin_glosario_no_hay_nada_que_copiar(course):
    build(course.root)
    assert not (course.root / "notebooks" / "glosario.md").exists() and stale(course.root) == []
