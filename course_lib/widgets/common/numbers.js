// Cuentas cortas y cómo se escribe un número. Nada de la página: se prueba en Node.

/** Un número con cuatro cifras significativas, con el menos tipográfico y sin ceros que sobren. */
export function format(x, digits = 4) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-3 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits)));
  return text.replace(/-/g, "−").replace("e+", "e");
}

/** Lee un número escrito por una persona: admite la coma y el menos tipográfico. NaN si no lo es. */
export function parse(text) {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return clean === "" ? NaN : Number(clean);
}

/** 12 → «₁₂». */
export function subscript(n) {
  return String(n).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

/** Diez elevado a n, corto: «1e−7». */
export function tenTo(n) {
  return `1e${n}`.replace("-", "−");
}

/** f(0), f(1), …, f(count − 1). */
export function times(count, f) {
  return Array.from({ length: count }, (_, n) => f(n));
}

export function clamp(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

/** Lo más lejos del cero que llegan unos números, sin contar los que se han desbordado. */
export function largest(numbers) {
  return numbers.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
}

/** El menor de 1, 2, 5, 10, 20… que llega hasta x > 0: una escala redonda, que no tiembla mientras se arrastra. */
export function roundUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= x) ?? x;
}

export function softmax(x) {
  // Sin restar el mayor, exp se desbordaría.
  const top = Math.max(...x), powers = x.map((v) => Math.exp(v - top)), total = powers.reduce((a, b) => a + b);
  return powers.map((v) => v / total);
}

/** Los números que Python mandó como bytes. Se copian: pueden no empezar en un múltiplo de lo que mide cada uno. */
export function unpack(view, Type) {
  return new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** El color de t, entre −1 y 1: azul lo negativo, naranja lo positivo, casi blanco el cero. */
export function signed(t) {
  const end = t > 0 ? [240, 165, 40] : [86, 180, 233], strength = Math.min(Math.abs(t), 1);
  return end.map((e) => 245 + (e - 245) * strength);
}

/** El camino de SVG que une unos puntos, [x, y] en píxeles; donde uno no es finito, se corta. */
export function line(points) {
  let path = "", pen = "M";
  for (const [x, y] of points) {
    const seen = Number.isFinite(x) && Number.isFinite(y);
    if (seen) path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = seen ? "L" : "M";
  }
  return path;
}
