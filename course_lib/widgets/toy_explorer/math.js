// La red de juguete: las cuentas de course_lib/toy_network.py.

/** El paso adelante: los ocho eslabones. */
export function forward({ x, y, beta, omega }) {
  const f0 = beta[0] + omega[0] * x;
  const h1 = Math.sin(f0);
  const f1 = beta[1] + omega[1] * h1;
  const h2 = Math.exp(f1);
  const f2 = beta[2] + omega[2] * h2;
  const h3 = Math.cos(f2);
  const f3 = beta[3] + omega[3] * h3;
  return { f0, h1, f1, h2, f2, h3, f3, loss: (f3 - y) ** 2 };
}

/** El paso atrás: ∂ℓ/∂ de cada eslabón y de cada parámetro. */
export function backward({ f0, h1, f1, h2, f2, h3, f3 }, { x, y, omega }) {
  const d = { loss: 1, f3: 2 * (f3 - y) };
  d.h3 = omega[3] * d.f3;
  d.f2 = -Math.sin(f2) * d.h3;
  d.h2 = omega[2] * d.f2;
  d.f1 = Math.exp(f1) * d.h2;
  d.h1 = omega[1] * d.f1;
  d.f0 = Math.cos(f0) * d.h1;
  d.beta = [d.f0, d.f1, d.f2, d.f3];
  d.omega = [d.f0 * x, d.f1 * h1, d.f2 * h2, d.f3 * h3];
  return d;
}

/** El estado con un parámetro, o un dato, cambiado. */
export function changed(state, { trait, k }, value) {
  return { ...state, [trait]: k === null ? value : state[trait].map((old, n) => (n === k ? value : old)) };
}

/** Lo que vale un parámetro, o un dato. */
export const read = (state, { trait, k }) => (k === null ? state[trait] : state[trait][k]);

/** Un empujoncito Δ a un parámetro: lo que promete la derivada que cambia la pérdida, y lo que cambia de verdad. */
export function push(state, one, delta) {
  const values = forward(state), slope = read(backward(values, state), one);
  const after = forward(changed(state, one, read(state, one) + delta)).loss;
  return { promised: slope * delta, real: after - values.loss };
}
