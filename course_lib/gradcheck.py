"""Comprobar un gradiente escrito a mano: se mueve cada número un poco y se mira cuánto cambia la pérdida."""

from dataclasses import dataclass

import numpy as np

from course_lib.numbers import check_numbers

TOLERANCE = 1e-6  # error relativo que todavía se da por bueno; las diferencias centradas rondan 1e-9
ROUNDING = 20 * np.finfo(float).eps  # lo que puede temblar f al redondear, por unidad de f


@dataclass(frozen=True)
class GradcheckReport:
    """Lo que encontró ``gradcheck``; ``print(report)`` lo cuenta.

    Unidades
        ``analytic`` y ``numeric`` son pérdida por unidad de x, en ``worst_index``. ``max_error`` es el error
        relativo allí, |analytic − numeric| entre el mayor de los dos; en los casi nulos, entre algo más.
        Si la forma no es la de x, ``worst_index`` es None, los dos valores son NaN y ``max_error``, infinito.
    """

    ok: bool
    max_error: float
    worst_index: tuple | None
    analytic: float
    numeric: float
    likely_cause: str
    name: str = "x"

    def __str__(self):
        if self.ok:
            return f"Bien: el gradiente de {self.name} coincide con el numérico (error relativo {self.max_error:.1e})."
        cause = f"Causa probable: {self.likely_cause}"
        if self.worst_index is None:
            return f"Mal: el gradiente de {self.name} no tiene su forma. {cause}"
        where = self.name + ("[" + ", ".join(map(str, self.worst_index)) + "]" if self.worst_index else "")
        ours, theirs = f"{self.analytic:.6g}", f"{self.numeric:.6g}"
        if ours == theirs:
            ours, theirs = f"{self.analytic:.17g}", f"{self.numeric:.17g}"
        return f"Mal: en {where} tu gradiente vale {ours} y el numérico {theirs}. {cause}"


def gradcheck(f, x, grad, eps=1e-5, name="x"):
    """Compara ``grad`` con la pendiente (f(x + h) − f(x − h)) / 2h en cada número de x.

    Formas
        x, cualquiera; grad, la de x; f(x), un número. ``name`` es el nombre de x en el informe.
    Unidades
        ``eps`` es h, en unidades de x; se multiplica por |x_i| cuando |x_i| > 1.
    Errores
        TypeError si f no es una función o calcula en menos precisión que float64, o si x o grad no son números.
        ValueError si f no repite su resultado, o si f o x traen NaN o infinitos.
    Fuente
        Press y otros, *Numerical Recipes* (3.ª ed., 2007), §5.7.
    """
    if not callable(f):
        raise TypeError(f"f debe ser una función de {name} y llegó un {type(f).__name__}: pásala sin paréntesis.")
    x = check_numbers(name, x)
    eps = float(check_numbers("eps", eps, ()))
    if eps <= 0:
        raise ValueError(f"eps debe ser positivo y vale {eps:g}: prueba con 1e-5.")
    grad = _read_gradient(grad)
    right, left, noise = _slopes(f, x, eps)
    numeric = (right + left) / 2
    if grad.shape != x.shape:
        return GradcheckReport(False, np.inf, None, np.nan, np.nan, _shape_cause(grad, numeric, noise), name)

    error = _relative_error(grad, numeric, noise)
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(error), x.shape))
    ok = bool(error[worst] <= TOLERANCE)
    cause = "" if ok else _value_cause(grad, numeric, right, left, noise, error > TOLERANCE)
    return GradcheckReport(ok, float(error[worst]), worst, float(grad[worst]), float(numeric[worst]), cause, name)


def _read_gradient(grad):
    array = np.asarray(grad) if hasattr(grad, "dtype") else check_numbers("grad", grad)
    if array.dtype in (np.float32, np.float16):
        raise TypeError(f"grad debe venir en float64 y llegó en {array.dtype}, con pocas cifras: calcula en float64.")
    # NaN e infinitos sí pasan: son un error del gradiente, y el informe dirá dónde están.
    check_numbers("grad", np.nan_to_num(array) if array.dtype.kind == "f" else array)
    return array.astype(np.float64)


def _slopes(f, x, eps):
    """Pendientes a la derecha y a la izquierda de cada número de x, y lo que puede temblar su media."""
    here = _evaluate(f, x)
    if _evaluate(f, x) != here:
        raise ValueError("f debe dar siempre lo mismo y dio dos resultados distintos en x: fija la semilla del azar.")
    right, left = np.empty_like(x), np.empty_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        # Un paso fijo se perdería en el redondeo de una x grande.
        up[i] += eps * max(1.0, abs(x[i]))
        down[i] -= eps * max(1.0, abs(x[i]))
        # Se divide por lo que x se movió de verdad, ya redondeado.
        right[i] = (_evaluate(f, up) - here) / (up[i] - x[i])
        left[i] = (here - _evaluate(f, down)) / (x[i] - down[i])
    return right, left, ROUNDING * abs(here) / eps


def _evaluate(f, x):
    # Una copia: si f cambia su argumento, no estropea las demás pendientes.
    value = f(x.copy())
    if value is None:
        raise TypeError("f debe devolver la pérdida y devolvió None: ¿falta el return?")
    if getattr(value, "dtype", None) in (np.float32, np.float16):
        raise TypeError(f"f debe calcular en float64 y devolvió {value.dtype}: al restar se perdería casi todo.")
    return float(check_numbers("f(x)", value, ()))


def _relative_error(a, n, noise):
    size = np.maximum(np.abs(a), np.abs(n))
    # El suelo: por debajo, la diferencia es redondeo y no un error de quien derivó.
    floor = 0.01 * np.abs(n).max() + noise / TOLERANCE + np.finfo(float).tiny
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(np.abs(a - n) / (size + floor), nan=np.inf, posinf=np.inf)


def _same(a, n, noise):
    return a.shape == n.shape and bool(np.all(_relative_error(a, n, noise) <= TOLERANCE))


def _shape_cause(grad, numeric, noise):
    shapes = f"llegó con {grad.shape} y hace falta {numeric.shape}"
    if _same(grad.T, numeric, noise):
        return f"traspuesta: {shapes}; los números son los buenos, usa grad.T."
    if grad.size == numeric.size and _same(grad.reshape(numeric.shape), numeric, noise):
        return f"forma: {shapes}; los números son los buenos, usa reshape."
    return f"forma: {shapes}; un gradiente tiene la forma de su variable."


def _value_cause(a, n, right, left, noise, bad):
    """La primera explicación que casa con todos los números."""
    if not np.all(np.isfinite(a)):
        return "NaN o infinito: busca una división por 0, un log de 0 o un exp desbordado."
    if np.all((right != left) & (np.abs(right - left) > 1e-3 * np.abs(n)) & _between(a, right, left), where=bad):
        return "x está en un codo, como ReLU en 0: allí la pendiente salta y no se puede comprobar; mueve x un poco."
    if not np.any(a):
        return "todo ceros: se ha perdido un camino entre x y la pérdida."
    if a.size > 1 and _same(a.T, n, noise):
        return "traspuesta: el gradiente bueno es grad.T; repasa el orden del producto."
    return _factor_cause(a, n, noise) or _place_cause(a, n, bad)


def _between(a, right, left):
    return (a >= np.minimum(right, left) - 1e-6) & (a <= np.maximum(right, left) + 1e-6)


def _factor_cause(a, n, noise):
    """¿Es ``a`` el gradiente bueno multiplicado por un solo número?"""
    if not np.any(n):
        return ""
    factor = float((a * n).sum() / (n * n).sum())
    if factor == 0 or not _same(a, factor * n, noise):
        return ""
    sign = "signo cambiado" if factor < 0 else ""
    size = abs(factor)
    for times, inverse in ((size, False), (1 / size, True)):
        whole = round(times)
        if whole < 1 or abs(times - whole) > 1e-5 * whole or (whole == 1 and not sign):
            continue
        if whole == 1:
            return f"{sign}: hay un menos de más o de menos."
        if whole == 2:
            advice = "factor 2: falta, ¿derivaste el cuadrado?" if inverse else "factor 2: sobra uno."
            batch = "" if inverse else " Si el lote tiene 2 ejemplos, puede faltar el 1/B."
        else:
            advice = f"sobra un 1/{whole}" if inverse else f"falta un 1/{whole}"
            batch = f": si el lote tiene {whole} ejemplos, es el 1/B" + (", que ya venía puesto." if inverse else ".")
        return f"{sign} y {advice}{batch}" if sign else advice + batch
    return f"{sign + ' y ' if sign else ''}un factor {factor:.9g} en todos los números: repasa las constantes."


def _place_cause(a, n, bad):
    """¿Qué tienen en común los sitios donde falla?"""
    if not np.any(n[bad]) and not np.all(bad):
        return "falta una máscara: falla justo donde el gradiente es 0, como en una ReLU apagada."
    where = np.argwhere(bad)
    if len(where) == 1 and bad.size > 1:
        return "solo falla en un elemento: mira qué tiene de especial esa entrada."
    for axis in range(bad.ndim):
        found = np.unique(where[:, axis])
        if bad.shape[axis] > 1 and len(found) == 1:
            return f"solo falla en el eje {axis}, índice {found[0]}: lo demás está bien."
    return "ninguna de las habituales: prueba con x más pequeña y repasa cada paso."
