// El guion: los pasos, en orden.
//
// Cada uno dice a qué parte del dibujo señala (`node`, y `back` si es hacia atrás), qué cuenta (`say`) y con qué piezas:
// un texto, o [nombre, números(recorrido), apagadas(recorrido)].

import { times } from "../common/numbers.js";
import { off, transpose } from "./math.js";
import { grad, input, sub } from "./names.js";

export function stagesOf(net) {
  const last = net.omegas.length - 1;
  return [
    { node: "x", say: "La entrada", parts: [["x", (r) => r.h[0]]] },
    ...times(last + 1, (k) => forward(net, k)).flat(),
    lossStage(net, last),
    slopeStage(net, last),
    ...times(last + 1, (n) => backward(net, last - n)).flat(),
  ];
}

function forward({ betas, omegas }, k) {
  const f = sub("f", k), beta = sub("β", k), omega = sub("Ω", k), h = sub("h", k + 1), x = input(k);
  const linear = { node: `f${k}`, say: `${f} = ${beta} + ${omega} ${x}`, parts: [
    [f, (r) => r.f[k]], "=", [beta, () => betas[k]], "+", [omega, () => omegas[k]], "·", [x, (r) => r.h[k]]] };
  const relu = { node: `h${k + 1}`, say: `${h} = ReLU(${f})`, parts: [
    [h, (r) => r.h[k + 1], (r) => off(r.f[k])], "= ReLU", [f, (r) => r.f[k]]] };
  // La última capa no lleva activación.
  return k < omegas.length - 1 ? [linear, relu] : [linear];
}

function lossStage({ y, c }, last) {
  const f = sub("f", last), loss = ["ℓ", (r) => [r.loss]], out = [f, (r) => r.f[last]];
  return y
    ? { node: "loss", say: `ℓ = Σ (${f} − y)²`, parts: [loss, "de", out, "e", ["y", () => y]] }
    : { node: "loss", say: `ℓ = −log s_c, con s = softmax(${f})`, parts: [
      loss, "= −log s_c,", ["s", (r) => r.s], "= softmax", out, `y c = ${c}`] };
}

/** De dónde sale el gradiente: la derivada de la pérdida respecto de la última f. */
function slopeStage({ betas, y, c }, last) {
  const f = sub("f", last), d = grad(f), slope = [d, (r) => r.df[last]];
  return y
    ? { node: `f${last}`, back: true, say: `${d} = 2 (${f} − y)`, parts: [
      slope, "= 2 ·", [f, (r) => r.f[last]], "−", ["y", () => y]] }
    : { node: `f${last}`, back: true, say: `${d} = s − e_c, con un 1 en la clase correcta`, parts: [
      slope, "=", ["s", (r) => r.s], "−", ["e_c", () => betas[last].map((_, i) => (i === c ? 1 : 0))]] };
}

function backward({ omegas }, k) {
  const d = grad(sub("f", k)), omega = sub("Ω", k), x = input(k), slope = [d, (r) => r.df[k]];
  const parameters = { node: `p${k}`, back: true, say: `${grad(omega)} = ${d} · ${x}ᵀ, y ${grad(sub("β", k))} = ${d}`, parts: [
    [grad(omega), (r) => r.dOmega[k]], "=", slope, "·", [`${x}ᵀ`, (r) => [r.h[k]]], `y ${grad(sub("β", k))} =`, slope] };
  const inputs = { node: k ? `h${k}` : "x", back: true, say: `${grad(x)} = ${omega}ᵀ · ${d}`, parts: [
    [grad(x), (r) => r.dh[k]], "=", [`${omega}ᵀ`, () => transpose(omegas[k])], "·", slope] };
  if (k === 0) return [parameters, inputs];
  const f = sub("f", k - 1), gate = `𝕀[${f} > 0]`;
  const relu = { node: `f${k - 1}`, back: true, say: `${grad(f)} = ${gate} ⊙ ${grad(x)}`, parts: [
    [grad(f), (r) => r.df[k - 1], (r) => off(r.f[k - 1])], "=", [gate, (r) => r.f[k - 1].map((z) => (z > 0 ? 1 : 0))],
    "⊙", [grad(x), (r) => r.dh[k]]] };
  return [parameters, inputs, relu];
}
