// Los puntos, las características y los pesos de partida en una página, como en course_lib.planar_data y Linear.he.
// El azar es otro que el de NumPy: la misma semilla da otros puntos del mismo dibujo. Se prueba en Node.

const PER_CLASS = 60;

/** Números al azar de una semilla: `uniform(a, b)` y `normal()`. Es mulberry32, con Box y Muller. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const uniform = (low, high) => low + (high - low) * next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { uniform, normal };
}

/** Un punto de la clase c, el k-ésimo de los suyos. */
const POINTS = {
  nubes: (c, k, { normal }) => { const x = c ? 0.5 : -0.5; return [x + 0.2 * normal(), 0.8 * x + 0.2 * normal()]; },
  "círculo": (c, k, { uniform }) => {
    const radius = c ? uniform(0.6, 1) : uniform(0, 0.4), angle = uniform(0, 2 * Math.PI);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  XOR: (c, k, { uniform }) => {
    const side = uniform(0, 1) < 0.5 ? -1 : 1;
    return [side * uniform(0.08, 1), (c ? -side : side) * uniform(0.08, 1)];
  },
  espiral: (c, k, { normal }) => {
    const t = 0.08 + 0.92 * k / (PER_CLASS - 1), turn = 7 * t + c * Math.PI;
    return [t * Math.sin(turn) + 0.02 * normal(), t * Math.cos(turn) + 0.02 * normal()];
  },
};

/** 120 puntos, seguidos: X (120, 2), y (120,). `noise` es lo que se mueve cada uno. */
export function sample(dataset, noise, random) {
  const y = Uint8Array.from({ length: 2 * PER_CLASS }, (_, n) => (n < PER_CLASS ? 0 : 1));
  const X = Float64Array.from([...y].flatMap((c, n) => POINTS[dataset](c, n % PER_CLASS, random)));
  return { X: X.map((v) => v + noise * random.normal()), y };
}

/** Pesos de He y sesgos a 0: [W, b, W, b…] de una red con esos tamaños. */
export function heUniform(sizes, random) {
  return sizes.slice(1).flatMap((outputs, k) => {
    const most = Math.sqrt(6 / sizes[k]);
    return [Float64Array.from({ length: outputs * sizes[k] }, () => random.uniform(-most, most)), new Float64Array(outputs)];
  });
}

const FEATURES = {
  x1: (x) => x,
  x2: (x, y) => y,
  "x1²": (x) => x * x,
  "x2²": (x, y) => y * y,
  x1x2: (x, y) => x * y,
  "sen(πx1)": (x) => Math.sin(Math.PI * x),
  "sen(πx2)": (x, y) => Math.sin(Math.PI * y),
};

/** Las características elegidas de unos puntos: de (B, 2) a (B, names.length). */
export function featurize(X, names) {
  const found = new Float64Array((X.length / 2) * names.length);
  for (let n = 0; n < X.length / 2; n++) names.forEach((name, j) => { found[n * names.length + j] = FEATURES[name](X[2 * n], X[2 * n + 1]); });
  return found;
}
