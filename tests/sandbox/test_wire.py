"""Las tramas: lo que va vuelve igual, y ningún byte hostil pasa de WireError."""

import json
import socket
import struct
import tracemalloc
from contextlib import suppress
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import wire
from autograder.sandbox.wire import Opaque, Value, WireError


def travel(value):
    """Lo que recibe el otro lado cuando se envía ``value``."""
    return wire.decode(wire.encode(Value(value))[8:])


def frame(tree, blobs=b""):
    """El cuerpo de una trama escrita a mano, como la escribiría quien quiere romper algo."""
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack("<I", len(text)) + text + blobs


def array_frame(dtype, shape, blobs=b""):
    return frame({"$": {"a": [dtype, shape]}}, blobs)


def assert_same_array(got, want):
    assert got.dtype.name == want.dtype.name
    np.testing.assert_array_equal(got, want, strict=True)


@pytest.mark.parametrize("dtype", wire.DTYPES)
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (2, 1, 3), (0,), (0, 3)])
def test_un_array_vuelve_igual(dtype, shape):
    want = np.random.default_rng(0).normal(size=shape).astype(dtype)[...]
    assert_same_array(np.asarray(travel(want)), np.asarray(want))


def test_el_orden_en_memoria_no_cambia_los_valores():
    matrix = np.arange(6.0).reshape(2, 3)
    for view in (np.asfortranarray(matrix), matrix.T, matrix[::-1, ::2]):
        assert_same_array(travel(view), view)


def test_los_bytes_al_reves_no_cambian_los_valores():
    np.testing.assert_array_equal(travel(np.array([1.0, -2.0], dtype=">f8")), [1.0, -2.0])


def test_longdouble_viaja_como_float64():
    assert_same_array(travel(np.array([0.1, 2], dtype=np.longdouble)), np.array([np.float64(np.longdouble(0.1)), 2.0]))


@pytest.mark.parametrize(
    "value", [0.0, -0.0, float("inf"), float("nan"), 3, True, 1 + 2j, np.float32(0.5), np.int64(3), np.True_, -(2**62)]
)
def test_un_numero_suelto_vuelve_de_la_misma_clase(value):
    """``isinstance(c, int)`` debe decir al calificar lo que dijo en el cuaderno."""
    got = travel(value)
    assert type(got) is type(value)
    np.testing.assert_array_equal(got, value)


def test_una_tupla_o_lista_de_otra_clase_viaja_como_la_que_es_sin_pasar_por_sus_metodos():
    class Capa(NamedTuple):
        W: np.ndarray
        b: float

    class Lista(list):
        def __iter__(self):
            raise RuntimeError("no")

        __getitem__ = __len__ = __iter__

    W, b = travel(Capa(np.eye(2), 3.0))
    assert type(travel(Capa(W, b))) is tuple and b == 3.0
    assert travel(Lista([1, 2.0])) == [1, 2.0]


@pytest.mark.parametrize("content", [["float64", [1]], ["int8", []], ["float32", []], 3])
def test_un_numero_que_no_lo_es_no_se_admite(content):
    text = json.dumps({"$": {"n": content}}).encode()
    with pytest.raises(wire.WireError):
        wire.decode(struct.pack("<I", len(text)) + text + bytes(64))


def test_listas_y_tuplas_anidadas_conservan_su_tipo():
    got = travel([np.ones(2), (np.zeros((1, 2)), [3.0, None])])
    assert type(got) is list and type(got[1]) is tuple and type(got[1][1]) is list
    assert_same_array(got[1][0], np.zeros((1, 2)))
    assert got[1][1][1] is None
    assert travel([]) == [] and travel(()) == () and travel(None) is None


@pytest.mark.parametrize("value", [np.sin, np.cos, np.exp, np.tanh, np.prod, np.linalg.norm, np.std])
def test_las_funciones_de_la_lista_viajan_por_su_nombre(value):
    assert travel(value) is value


@pytest.mark.parametrize(
    "value, name",
    [
        ("hola", "str"),
        (object(), "object"),
        ({"a": 1}, "dict"),
        (lambda: 0, "function"),
        (np.array([1, "a"], dtype=object), "array de tipo object"),
        (np.array(["a"]), "array de tipo str32"),
        (10**30, "array de tipo object"),
        (type("X" * 500, (), {})(), "X" * wire.MAX_NAME),
        # Dice ser un array y calcularía al convertirlo, cuando ya nadie mira.
        (type("Falso", (), {"__class__": np.ndarray, "nbytes": 8, "__array__": lambda *_: np.ones(2)})(), "Falso"),
    ],
)
def test_de_lo_que_no_viaja_llega_solo_el_nombre_de_su_tipo(value, name):
    assert travel(value) == Opaque(name)


def test_una_lista_demasiado_anidada_se_corta():
    assert travel([[[[1.0]]]]) == [[[Opaque("lista demasiado anidada")]]]
    endless = []
    endless.append(endless)
    assert travel(endless) == [[[Opaque("lista demasiado anidada")]]]


def test_de_65_hojas_llegan_64():
    got = travel([1.0] * 65)
    assert sum(isinstance(leaf, Opaque) for leaf in got) == 2  # la propia lista cuenta como una
    assert len(travel([1.0] * 10**6)) == wire.MAX_LEAVES + 1


def test_los_demas_campos_del_arbol_vuelven_igual():
    tree = {"op": "call", "args": [Value(np.ones(2)), Value(None)], "n": [1, 2.5, True, None, "ñ∂"]}
    got = wire.decode(wire.encode(tree)[8:])
    assert_same_array(got["args"][0], np.ones(2))
    assert got["args"][1] is None and got["n"] == tree["n"] and got["op"] == "call"


def test_el_array_recibido_es_propio_y_se_puede_escribir():
    got = travel(np.zeros(3))
    got[0] = 1.0
    assert got.flags.owndata


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="vacía"),
        pytest.param(b"\x00\x00", id="sin_longitud"),
        pytest.param(frame(b"{"), id="json_cortado"),
        pytest.param(frame(b"\xff\xfe"), id="no_es_utf8"),
        pytest.param(struct.pack("<I", 2**31) + b"{}", id="json_que_no_cabe"),
        pytest.param(array_frame("float64", [3], b"\0" * 16), id="faltan_bytes"),
        pytest.param(array_frame("float64", [2**40]), id="más_grande_que_la_trama"),
        pytest.param(array_frame("float64", [2**31, 2**31, 2**31]), id="producto_enorme"),
        pytest.param(array_frame("float64", [2**200]), id="entero_enorme"),
        pytest.param(array_frame("float64", [0, 2**200]), id="cero_por_enorme"),
        pytest.param(array_frame("float64", [0, 2**62, 2**62]), id="cero_por_desborde"),
        pytest.param(array_frame("float64", [-1]), id="negativa"),
        pytest.param(array_frame("float64", [-1, -1], b"\0" * 8), id="dos_negativas"),
        pytest.param(array_frame("float64", [True], b"\0" * 8), id="bool_en_la_forma"),
        pytest.param(array_frame("float64", [1.0], b"\0" * 8), id="float_en_la_forma"),
        pytest.param(array_frame("float64", ["1"], b"\0" * 8), id="texto_en_la_forma"),
        pytest.param(array_frame("float64", 1, b"\0" * 8), id="forma_sin_lista"),
        pytest.param(array_frame("float64", [1] * 9, b"\0" * 8), id="demasiados_ejes"),
        pytest.param(array_frame("object", [1], b"\0" * 8), id="object"),
        pytest.param(array_frame("V8", [1], b"\0" * 8), id="dtype_desconocido"),
        pytest.param(array_frame(["float64"], [1], b"\0" * 8), id="dtype_que_es_lista"),
        pytest.param(array_frame(None, [1], b"\0" * 8), id="dtype_nulo"),
        pytest.param(frame({"$": {"a": ["float64"]}}), id="array_sin_forma"),
        pytest.param(frame({"$": {"a": 3}}), id="array_que_es_número"),
        pytest.param(frame({"$": {"z": 1}}), id="marca_desconocida"),
        pytest.param(frame({"$": {"a": ["float64", []], "l": []}}), id="dos_marcas"),
        pytest.param(frame({"$": 3}), id="valor_sin_marca"),
        pytest.param(frame({"$": [1, 2]}), id="lista_sin_marca"),
        pytest.param(frame({"$": {"f": "system"}}), id="función_desconocida"),
        pytest.param(frame({"$": {"f": ["sin"]}}), id="función_que_es_lista"),
        pytest.param(frame({"$": {"x": 3}}), id="tipo_sin_nombre"),
        pytest.param(frame({"$": {"l": 3}}), id="lista_que_es_número"),
        pytest.param(frame({"$": {"l": [None] * 66}}), id="lista_larga"),
        pytest.param(frame({"$": {"l": [{"l": [{"l": [{"l": [None]}]}]}]}}), id="demasiado_anidada"),
        pytest.param(frame(b"[" * 200_000), id="json_muy_anidado"),
        pytest.param(frame(b'{"a":' * 50_000 + b"1" + b"}" * 50_000), id="objetos_muy_anidados"),
        pytest.param(frame(b"9" * 10_000), id="entero_de_diez_mil_cifras"),
    ],
)
def test_una_trama_hostil_acaba_en_wireerror(body):
    with pytest.raises(WireError):
        wire.decode(body)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_al_azar_solo_lanzan_wireerror(body):
    with suppress(WireError):
        wire.decode(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(wire.DTYPES),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["$", "a", "l", "t", "f", "x", "op"]), inner, max_size=2)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(JSON, st.binary(max_size=64))
def test_un_arbol_al_azar_solo_lanza_wireerror(tree, blobs):
    with suppress(WireError):
        wire.decode(frame(tree, blobs))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cambiar_un_byte_de_una_trama_buena_solo_lanza_wireerror(data):
    body = bytearray(wire.encode({"value": Value([np.ones((2, 3)), (1.0, None)]), "error": None})[8:])
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(WireError):
        wire.decode(bytes(body))


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(st.sampled_from(["f8", "i8", "u1", "?", "c16"]), hnp.array_shapes(min_dims=0, min_side=0)))
def test_cualquier_array_vuelve_igual(array):
    got = travel(array)
    np.testing.assert_array_equal(np.asarray(got), array, strict=True)


def test_un_sustituto_suelto_no_llega_al_texto():
    got = wire.decode(frame(b'{"m\\ud800": "a\\udfff", "v": {"$": {"x": "\\ud800"}}}'))
    json.dumps(list(got), ensure_ascii=False).encode("utf-8")
    assert got["m?"] == "a?" and got["v"] == Opaque("?")


def test_una_respuesta_demasiado_grande_no_se_envia(monkeypatch):
    monkeypatch.setattr(wire, "MAX_FRAME", 1000)
    with pytest.raises(WireError, match="1000"):
        wire.encode(Value(np.zeros(200)))


def test_un_array_que_no_cabe_se_dice_sin_copiarlo():
    """Uno difundido no ocupa nada hasta que se copia: copiarlo agotaría la memoria."""
    huge = np.broadcast_to(np.zeros(1), (2**40,))
    with pytest.raises(WireError, match=f"ocupa {2**43} bytes"):
        wire.encode(Value(huge))


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    with ours, theirs:
        yield ours, theirs


def test_una_trama_va_y_vuelve_por_el_socket(pair):
    ours, theirs = pair
    wire.send(theirs, {"value": Value(np.arange(3.0))})
    assert_same_array(wire.receive(ours)["value"], np.arange(3.0))


def test_una_trama_que_se_anuncia_enorme_no_se_espera(pair):
    ours, theirs = pair
    theirs.sendall(struct.pack("<Q", wire.MAX_FRAME + 1))
    with pytest.raises(WireError, match="máximo"):
        wire.receive(ours)


@pytest.mark.parametrize("sent", [b"", b"\x05", struct.pack("<Q", 100) + b"media trama"])
def test_una_conexion_cortada_se_dice(pair, sent):
    ours, theirs = pair
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(wire.Closed):
        wire.receive(ours)


# Pocos bytes que, leídos, ocuparían cientos de MB.
BOMBS = {
    "llaves": b"[" + b"{}," * 10**6 + b"0]",
    "corchetes": b"[" + b"[]," * 10**6 + b"0]",
    "numeros": b"[" + b"1e9," * 10**6 + b"0]",
    "textos": b"[" + b'"",' * 10**6 + b"0]",
    "objetos": b"[" + b'{"a":1},' * 10**5 + b"0]",
    "emojis": b'"' + "\N{GRINNING FACE}".encode() * 10**6 + b'"',
    "texto_sin_cerrar": b'"' + b'\\"' * 10**6,
}


@pytest.mark.parametrize("name", BOMBS)
def test_lo_que_ocuparia_mucho_se_rechaza_antes_de_leerlo(name):
    body = frame(BOMBS[name])
    tracemalloc.start()
    with pytest.raises(WireError):
        wire.decode(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * len(body)


@pytest.mark.parametrize(
    "text", ["[1, 2], " * 25_000, '<td class="a">' * 30_000, '"' * 200_000, "\\" * 200_000, "é\n" * 9]
)
def test_las_comas_y_los_corchetes_de_un_texto_no_son_valores(text):
    assert wire.decode(wire.encode({"text": text})[8:]) == {"text": text}


def test_solo_se_guarda_lo_que_puede_ser_un_valor():
    array = np.ones(2)
    kept = wire.only_value([array, None, np.float64(1), 7, Opaque("set"), np.sin])
    assert kept[0] is array and kept[1:] == [None, 1.0, 7, Opaque("set"), np.sin]
    for intruder in ({"a": [1]}, "x" * 1000, [[[[array]]]], [None] * 100):
        found = wire.only_value(intruder)
        assert "Opaque" in repr(found) and len(repr(found)) < 200
