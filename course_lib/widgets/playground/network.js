// La red que se entrena en una página, como la de course_lib: lineales, una activación y softmax con entropía cruzada.
// Nada de la página: se prueba en Node. Las matrices van seguidas, fila a fila: W (D_out, D_in), X (B, D_in).

const same = { value: (z) => z, slope: () => 1 };
const sigmoid = (z) => { const e = Math.exp(-Math.abs(z)); return (z >= 0 ? 1 : e) / (1 + e); };
// La pendiente, escrita con la salida, que es lo que se recuerda.
const ACTIVATIONS = {
  ReLU: { value: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
  sigmoide: { value: sigmoid, slope: (a) => a * (1 - a) },
  tanh: { value: Math.tanh, slope: (a) => 1 - a * a },
  ninguna: same,
};
const MOMENTUM = 0.9;

/** Una red de `parameters`, [W, b, W, b…], y sus velocidades, con las mismas formas. Entrenarla los cambia en su sitio. */
export function network(parameters, velocities, activation) {
  const { value, slope } = ACTIVATIONS[activation];
  const layers = Array.from({ length: parameters.length / 2 }, (_, k) => ({ W: parameters[2 * k], b: parameters[2 * k + 1] }));
  const last = layers.length - 1;

  /** Lo que sale de cada capa: [X, …, logits]. */
  function forward(X) {
    return layers.reduce((all, { W, b }, k) => [...all, affine(all.at(-1), W, b, k < last ? value : same.value)], [X]);
  }

  /** La pérdida media, en nats; la parte acertada, y dlogits, ya dividido por B. */
  function loss(logits, y) {
    const slopes = new Float64Array(logits.length), B = y.length;
    let total = 0, right = 0;
    for (let n = 0; n < B; n++) {
      const [a, b] = logits.subarray(2 * n, 2 * n + 2), top = Math.max(a, b);
      const log = Math.log(Math.exp(a - top) + Math.exp(b - top));
      const logs = [a - top - log, b - top - log];
      total -= logs[y[n]];
      right += Number((b > a ? 1 : 0) === y[n]);
      for (const c of [0, 1]) slopes[2 * n + c] = (Math.exp(logs[c]) - (c === y[n] ? 1 : 0)) / B;
    }
    return { loss: total / B, accuracy: right / B, slopes };
  }

  /** Un paso de descenso con los ejemplos X, y, sobre lo que dio `forward` y `loss`. */
  function step(outputs, slopes, lr) {
    const gradients = [];
    for (let k = last, dZ = slopes; k >= 0; k--) {
      const { dW, db, dX } = back(outputs[k], layers[k].W, dZ, layers[k].b.length);
      gradients.unshift(dW, db);
      dZ = dX.map((d, i) => d * slope(outputs[k][i]));
    }
    gradients.forEach((g, p) => g.forEach((each, i) => {
      velocities[p][i] = MOMENTUM * velocities[p][i] + each;
      parameters[p][i] -= lr * velocities[p][i];
    }));
  }
  return { forward, loss, step };
}

/** A = f(X Wᵀ + b). */
function affine(X, W, b, f) {
  const inputs = W.length / b.length, B = X.length / inputs, A = new Float64Array(B * b.length);
  for (let n = 0, at = 0; n < B; n++) {
    for (let i = 0; i < b.length; i++, at++) {
      let z = b[i];
      for (let j = 0; j < inputs; j++) z += W[i * inputs + j] * X[n * inputs + j];
      A[at] = f(z);
    }
  }
  return A;
}

/** dW = dZᵀ X, db = suma de dZ por ejemplos y dX = dZ W. */
function back(X, W, dZ, outputs) {
  const inputs = W.length / outputs, B = dZ.length / outputs;
  const dW = new Float64Array(W.length), db = new Float64Array(outputs), dX = new Float64Array(B * inputs);
  for (let n = 0; n < B; n++) {
    for (let i = 0; i < outputs; i++) {
      const d = dZ[n * outputs + i];
      db[i] += d;
      for (let j = 0; j < inputs; j++) {
        dW[i * inputs + j] += d * X[n * inputs + j];
        dX[n * inputs + j] += d * W[i * inputs + j];
      }
    }
  }
  return { dW, db, dX };
}
