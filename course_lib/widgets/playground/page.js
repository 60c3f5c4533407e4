// Lo que en un cuaderno contesta Python: entrenar. Con los puntos y los pesos que manda, los números son los mismos;
// al cambiar los datos, la red o la semilla, se sortean aquí.

import { times, unpack } from "../common/numbers.js";
import { REACH, SIDE } from "./math.js";
import { network } from "./network.js";
import { chance, featurize, heUniform, sample } from "./samples.js";

const RESTART = ["dataset", "activation", "seed", "features", "hidden", "noise"];
const SHOWN = 200;
const DIVERGES = "El entrenamiento diverge: los números se desbordan. Baja lr y pulsa «Reiniciar».";
const GRID = Float64Array.from(times(SIDE * SIDE, (n) => [n % SIDE, SIDE - 1 - Math.floor(n / SIDE)]).flat(), (v) => REACH * (2 * v / (SIDE - 1) - 1));

const doubles = (view) => unpack(view, Float64Array);
const view = (array) => new DataView(array.buffer);

/** Entrena cuando se le pide y empieza de nuevo cuando cambian los datos o la red, como `Playground` en Python. */
export function answer(model) {
  const sent = model.get("recorded");
  const setting = (names) => JSON.stringify(names.map((name) => model.get(name)));
  const ofPoints = ["dataset", "noise", "seed"], ofWeights = ["seed", "features", "hidden"];
  const sentPoints = setting(ofPoints), sentWeights = setting(ofWeights);
  const { X, y, new_X, new_y } = sent.points;
  let points = { X: doubles(X), y: unpack(y, Uint8Array) }, others = { X: doubles(new_X), y: unpack(new_y, Uint8Array) };
  let parameters = sent.parameters.map(doubles), velocities = sent.velocities.map(doubles);
  let losses = [...doubles(sent.losses)], newLosses = [...doubles(sent.new_losses)], trouble = sent.trouble;
  let net = network(parameters, velocities, model.get("activation"));

  function inside({ X, y }) {
    const outputs = net.forward(featurize(X, model.get("features")));
    return { outputs, ...net.loss(outputs.at(-1), y) };
  }

  function train(steps) {
    for (let n = 0; n < steps && !trouble; n++) {
      const apart = inside(others), now = inside(points);
      if (![apart.loss, now.loss].every(Number.isFinite)) { trouble = DIVERGES; break; }
      net.step(now.outputs, now.slopes, model.get("lr"));
      losses.push(now.loss);
      newLosses.push(apart.loss);
    }
  }

  function reset() {
    const seed = model.get("seed"), known = setting(ofPoints) === sentPoints;
    const draw = (stream) => sample(model.get("dataset"), model.get("noise"), chance(4 * seed + stream));
    points = known ? { X: doubles(X), y: unpack(y, Uint8Array) } : draw(1);
    others = known ? { X: doubles(new_X), y: unpack(new_y, Uint8Array) } : draw(3);
    const sizes = [model.get("features").length, ...model.get("hidden"), 2];
    parameters = setting(ofWeights) === sentWeights ? sent.fresh.map(doubles) : heUniform(sizes, chance(4 * seed + 2));
    velocities = parameters.map((each) => new Float64Array(each.length));
    net = network(parameters, velocities, model.get("activation"));
    [losses, newLosses, trouble] = [[], [], ""];
    model.set("bet", "");
    push("");
  }

  function push(turn) {
    const now = inside(points), apart = inside(others), every = Math.max(1, Math.floor(losses.length / SHOWN));
    const finite = (value, of) => (Number.isFinite(of.loss) ? value : null);
    const thin = (values) => values.filter((_, n) => n % every === 0);
    const outputs = net.forward(featurize(GRID, model.get("features"))), logits = outputs.at(-1);
    const surface = Float32Array.from({ length: SIDE * SIDE }, (_, n) => 1 / (1 + Math.exp(logits[2 * n] - logits[2 * n + 1])));
    const flat = surface.some(Number.isNaN);
    model.set("points", { x: view(Float32Array.from(points.X)), y: view(points.y) });
    model.set("state", {
      epoch: losses.length, trouble, turn, loss: finite(now.loss, now), accuracy: finite(now.accuracy, now), new_loss: finite(apart.loss, apart),
      losses: thin(losses), new_losses: thin(newLosses), surface: view(flat ? surface.fill(0.5) : surface),
      units: flat ? [] : model.get("hidden").flatMap((count, k) => times(count, (unit) => shades(outputs[k + 1], count, unit, k + 1))),
    });
  }

  for (const name of RESTART) model.on(`change:${name}`, reset);
  model.on("msg:page", ({ type, steps, turn }) => {
    if (type === "reset") return reset();
    train(steps);
    push(turn);
  });
  push("");
}

/** Lo que da una unidad en toda la rejilla, en grises: el menor, negro, y el mayor, blanco. */
function shades(A, count, unit, layer) {
  let low = Infinity, high = -Infinity;
  for (let at = unit; at < A.length; at += count) {
    low = Math.min(low, A[at]);
    high = Math.max(high, A[at]);
  }
  const wide = high > low ? high - low : 1, map = new Uint8Array(SIDE * SIDE);
  for (let n = 0; n < map.length; n++) map[n] = (255 * (A[n * count + unit] - low)) / wide;
  return { layer, low, high, map: view(map) };
}
