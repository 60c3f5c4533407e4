// Lo que mide la señal, y lo que mide su gradiente, con otra σ.

import { times } from "../common/numbers.js";

export const REACH = 2; // el deslizador va de 2⁻² a 2² veces la σ de He

const KEPT = { ReLU: 0.5, ninguna: 1 }; // lo que deja cada activación de la media de los cuadrados

/** Las σ que tienen nombre, con n entradas por capa. */
export const he = (n) => Math.sqrt(2 / n);
export const xavier = (n) => 1 / Math.sqrt(n);
export const nnLinear = (n) => 1 / Math.sqrt(3 * n);

/** Lo que mide cada capa: con pesos c veces mayores, h_k es c^k veces mayor, y su gradiente, c^(K−k). */
export function scaled(sizes, c) {
  const K = sizes.signal.length - 1;
  return {
    signal: sizes.signal.map((size, k) => size * c ** k),
    gradient: sizes.gradient.map((size, k) => size * c ** (K - k)),
  };
}

/** Por cuánto multiplica cada capa la media de los cuadrados. */
export function factor(activation, n, sigma) {
  return KEPT[activation] * n * sigma ** 2;
}

/** Las potencias de diez, a cada lado del 1, en las que caben las dos activaciones con la σ más grande. */
export function decades(K) {
  return Math.ceil(K * Math.log10(2 ** REACH * Math.SQRT2)) + 1;
}

/** Las potencias de diez que se escriben: el 1 y otras cuatro o seis, a los dos lados. */
export function marks(decades) {
  const every = Math.max(1, Math.floor(decades / 3));
  return times(7, (n) => (n - 3) * every).filter((power) => Math.abs(power) <= decades);
}
