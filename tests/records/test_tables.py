"""Las tablas de nbgrader que se repiten aquí son las suyas."""

import pytest
from nbgrader.api import Base
from sqlalchemy import create_engine

from autograder.records.tables import NBGRADER, OURS, missing


@pytest.mark.parametrize("table", NBGRADER.tables.values(), ids=str)
def test_cada_tabla_de_nbgrader_tiene_esas_columnas_y_de_esa_clase(table):
    theirs = Base.metadata.tables[table.name]
    for column in table.columns:
        assert isinstance(theirs.c[column.name].type, type(column.type)), column
        assert theirs.c[column.name].primary_key == column.primary_key, column


def test_al_escribir_una_fila_no_falta_nada_obligatorio():
    """Lo que nbgrader exige y aquí no está tiene que ponerlo la base de datos, o no se podría apuntar."""
    for name in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment"):
        needed = {c.name for c in Base.metadata.tables[name].columns if not c.nullable}
        assert needed <= set(NBGRADER.tables[name].columns.keys()), name


def test_se_sabe_lo_que_falta(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        assert missing(connection) == {*OURS.tables, "alembic_version"}
