"""La lección que lee cualquiera: el cuaderno del estudiante con lo que sale al ejecutar el resuelto.

Sin soluciones ni pruebas, como en ``notebooks/`` y hecho por lo mismo. Cada salida va con su celda, que se reconoce por
su id; las de las celdas de respuesta y de corrección no se enseñan: son de quien las hace.
"""

import copy
import re
from collections import Counter
from collections.abc import Container

from autograder.authoring.build import prepare, publish
from autograder.authoring.leak import leaks
from autograder.authoring.sources import is_test, nbgrader_of, read_source, source_path
from autograder.course import Course
from autograder.errors import MEND, CourseError
from autograder.site.execute import VIEW, executed
from course_lib.exported import page_outputs

PICTURE_KEY = re.compile(r'\bid="([fp][0-9a-f]{10})-')  # lo que pone course_lib/plots delante de cada id
LESSON_LINK = re.compile(r"\[([^\]]*)\]\(([\w-]+)\.ipynb(?:#[^)]*)?\)")


def lesson_page(course: Course, name: str):
    """El cuaderno publicado de una lección con las salidas que se enseñan, y el texto del que se descarga, sin ellas.

    Errores
        Los de ``executed`` y ``publish``; CourseError si una salida enseñara la solución.
    """
    import nbformat

    source = read_source(course.root, name)
    ids = [cell.id for cell in prepare(source, name).cells]
    outputs = dict(zip(ids, executed(course.root, name), strict=True))
    notebook = publish(course, name)[1]
    page = nbformat.reads(notebook, as_version=4)
    for cell in page.cells:
        if cell.cell_type == "code" and not (is_test(cell) or nbgrader_of(cell).get("solution")):
            cell.outputs = [shown for output in page_outputs(outputs[cell.id].outputs) if (shown := _shown(output))]
    _rename_repeated(page)
    found = leaks(source, page)
    if found:
        raise CourseError(f"{source_path(name)}: la web enseñaría la solución: {found[0]}", MEND)
    return page, notebook


def _rename_repeated(page) -> None:
    """Una figura que sale dos veces trae dos veces sus ids, que se hacen con lo que dibuja: la segunda lleva otros."""
    seen: Counter[str] = Counter()
    for output in (output for cell in page.cells for output in cell.get("outputs", [])):
        data = output.get("data", {})
        for key in set(PICTURE_KEY.findall(data.get("text/html", ""))):
            seen[key] += 1
            if seen[key] > 1:
                data["text/html"] = data["text/html"].replace(key, f"{key}-{seen[key]}")


def without_links(page, there: Container[str]):
    """El cuaderno con los enlaces a lecciones que no van en esta web hechos texto: solo se construyó una parte."""
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = LESSON_LINK.sub(lambda link: link[0] if link[2] in there else link[1], cell.source)
    return page


def _shown(output):
    """Una salida como la enseña la web, o None si ahí no dice nada."""
    import nbformat

    output = nbformat.from_dict(copy.deepcopy(output))
    if output.output_type == "execute_result":
        output = nbformat.v4.new_output("display_data", data=output.data, metadata=output.get("metadata", {}))
    data = output.get("data")
    if data is None:
        return output
    live = data.pop(VIEW, None)
    # Lo vivo lleva además un texto que dice que no se ve: en la web su figura fija ya está encima.
    return None if live is not None and set(data) <= {"text/plain"} else output
