"""Lo que Python y NumPy piden a un nodo: lo que se sabe derivar se deriva, y lo demás se explica.

Ninguna pregunta se contesta en silencio: ``n == 2``, ``if n:`` o ``np.sign(n)`` serían números sin derivada.
"""

import numpy as np

from course_lib.graph import checks, errors

# De cada función de NumPy que el grafo conoce: su operación y cómo llama NumPy a sus argumentos, en orden.
# Los de INPUTS son nodos y los de DERIVED, opciones de la regla; con los demás no se sabe derivar.
FROM_NUMPY = {
    np.add: ("+", "a b"),
    np.subtract: ("-", "a b"),
    np.multiply: ("*", "a b"),
    np.divide: ("/", "a b"),
    np.matmul: ("@", "a b"),
    np.negative: ("neg", "a"),
    np.absolute: ("abs", "a"),
    np.maximum: ("maximum", "a b"),
    np.minimum: ("minimum", "a b"),
    np.dot: ("@", "a b out"),
    np.outer: ("outer", "a b out"),
    np.sum: ("sum", "a axis dtype out keepdims initial where"),
    np.mean: ("mean", "a axis dtype out keepdims where"),
    np.transpose: ("T", "a axes"),
    np.reshape: ("reshape", "a shape order copy"),
    np.stack: ("stack", "arrays axis out"),
    **{function: (function.__name__, "a") for function in (np.exp, np.log, np.sqrt, np.sin, np.cos, np.tanh)},
}
INPUTS = ("a", "b", "arrays")
DERIVED = {"axis", "keepdims", "axes", "shape"}
ABOUT_SHAPE = {np.shape: "shape", np.ndim: "ndim", np.size: "size"}  # no hay nada que derivar


def _refuse(symbol, error):
    def method(self, *_):
        raise error(symbol)

    return method


class Protocols:
    """Los métodos de un nodo que no hacen falta para entender el grafo."""

    __slots__ = ()
    __hash__ = object.__hash__  # un nodo es él mismo: vale de clave de un diccionario

    # ---- Valores.

    @property
    def value(self):
        """Lo que vale el nodo: un float o un array. Si alguien escribe en el array, ``backward`` lo dice."""
        return self._value

    @value.setter
    def value(self, _):
        raise errors.fixed("value", self)

    @property
    def grad(self):
        """El gradiente acumulado, con la forma de ``value``. Es de solo lectura."""
        if not self.shape:
            return 0.0 if self._grad is None else float(self._grad)
        grad = np.zeros(self.shape) if self._grad is None else self._grad.view()
        grad.setflags(write=False)
        return grad

    @grad.setter
    def grad(self, _):
        raise errors.fixed("grad", self)

    @property
    def parents(self):
        """Los nodos de los que viene, en el orden en que se escribieron; una hoja no viene de ninguno."""
        return self._parents

    @parents.setter
    def parents(self, _):
        raise errors.fixed("parents", self)

    @property
    def shape(self):
        """La forma de ``value``; la de un escalar es ()."""
        return () if type(self._value) is float else self._value.shape

    ndim = property(lambda self: np.ndim(self._value), doc="Cuántos ejes tiene ``value``.")
    size = property(lambda self: np.size(self._value), doc="Cuántos números hay en ``value``.")

    def named(self, name):
        """Pone nombre al nodo y lo devuelve: ``q = (x + y).named("q")``."""
        self.name = name
        return self

    def __repr__(self):
        label = ", ".join(repr(text) for text in (self.name, self.op) if text)
        return f"Node({self.value}{', ' * bool(label)}{label})"

    def __format__(self, spec):
        try:
            if not spec:
                return str(self)
            if not self.ndim:
                return format(self.value, spec)
            return np.array2string(self.value, formatter={"float_kind": lambda number: format(float(number), spec)})
        except ValueError:
            raise errors.bad_format(spec) from None

    # ---- Operaciones que se derivan.

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return self.of("-", other, self)

    def __rtruediv__(self, other):
        return self.of("/", other, self)

    def __rmatmul__(self, other):
        return self.of("@", other, self)

    def __neg__(self):
        return self.of("neg", self)

    def __pos__(self):
        return self

    def __abs__(self):
        return self.of("abs", self)

    def __pow__(self, p, modulo=None):
        if modulo is not None:
            raise errors.unknown_operator("pow con tres argumentos")
        node = self.of("**", self, p=checks.exponent(p))
        node.op = f"**{p}"
        return node

    def __getitem__(self, where):
        return self.of("[]", self, where=where)

    def __len__(self):
        if not self.ndim:
            raise errors.no_elements("len(n)")
        return len(self._value)

    def __iter__(self):
        if not self.ndim:
            raise errors.no_elements("recorrerlo")
        return (self[i] for i in range(len(self)))

    @property
    def T(self):
        """La traspuesta. La de un escalar o un vector vale lo mismo."""
        return self.of("T", self)

    def sum(self, axis=None, keepdims=False):
        """Lo mismo que ``graph.sum``."""
        return self.of("sum", self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        """Lo mismo que ``graph.mean``."""
        return self.of("mean", self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape):
        """Lo mismo que ``graph.reshape``: ``n.reshape(2, 3)`` o ``n.reshape((2, 3))``."""
        return self.of("reshape", self, shape=shape[0] if len(shape) == 1 else shape)

    # ---- NumPy llama aquí con «array + nodo», con «np.exp(nodo)» y cuando quiere los números.

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method != "__call__":
            raise errors.unknown_to_numpy(ufunc, options, method)
        if ufunc in COMPARISONS:
            raise errors.no_comparison(COMPARISONS[ufunc])
        if ufunc is np.power and not options:
            base, p = inputs
            return base**p if isinstance(base, Protocols) else self.__rpow__(base)
        if options:
            raise errors.unknown_to_numpy(ufunc, options)
        return self._from_numpy(ufunc, inputs, {})

    def __array_function__(self, function, types, args, options):
        if function in ABOUT_SHAPE and len(args) == 1:
            return getattr(self, ABOUT_SHAPE[function])
        return self._from_numpy(function, args, options)

    def _from_numpy(self, function, args, options):
        op, names = FROM_NUMPY.get(function, ("", ""))
        given = dict(zip(names.split(), args, strict=False)) | options
        inputs = [given.pop(name) for name in INPUTS if name in given]
        given = {name: value for name, value in given.items() if value is not None}
        unknown = [name for name in given if name not in DERIVED]
        if not op or unknown:
            raise errors.unknown_to_numpy(function, unknown if op else ())
        return self.of(op, *(inputs[0] if op == "stack" else inputs), **given)

    def __array__(self, dtype=None, copy=None):
        raise errors.not_an_array()

    # ---- Lo que no se deriva.

    __float__ = __int__ = __complex__ = __index__ = __trunc__ = __floor__ = __ceil__ = __round__ = _refuse(
        "", lambda _: errors.not_a_number()
    )

    def __rpow__(self, base, modulo=None):
        raise errors.bad_exponent(self)

    def __bool__(self):
        raise errors.neither_true_nor_false()

    def __contains__(self, _):
        raise errors.no_comparison("in")

    def __setitem__(self, where, value=None):
        raise errors.fixed("value", self)

    __delitem__ = __setitem__

    def __getattr__(self, name):
        raise errors.no_attribute(name)

    def __reduce_ex__(self, protocol):
        raise errors.not_saved()


COMPARISONS = {
    np.equal: "==",
    np.not_equal: "!=",
    np.less: "<",
    np.less_equal: "<=",
    np.greater: ">",
    np.greater_equal: ">=",
}
for name, symbol in zip("eq ne lt le gt ge".split(), COMPARISONS.values(), strict=True):
    setattr(Protocols, f"__{name}__", _refuse(symbol, errors.no_comparison))
OTHERS = dict(
    zip("floordiv mod divmod and or xor lshift rshift".split(), "// % divmod & | ^ << >>".split(), strict=True)
)
for name, symbol in OTHERS.items():
    setattr(Protocols, f"__{name}__", _refuse(symbol, errors.unknown_operator))
    setattr(Protocols, f"__r{name}__", _refuse(symbol, errors.unknown_operator))
Protocols.__invert__ = _refuse("~", errors.unknown_operator)
