// Lo que en un cuaderno contesta Python: el ruido de cada tirada. En una página hay unas cuantas grabadas.

import { times, unpack } from "../common/numbers.js";

/** Al cambiar la semilla, otra tirada de las grabadas; tras la última vuelve la primera. */
export function answer(model) {
  const { numbers, steps } = model.get("rolls"), rolls = unpack(numbers, Float64Array), size = 2 * steps;
  const first = model.get("seed");
  const roll = () => {
    const n = (model.get("seed") - first) % (rolls.length / size), each = rolls.subarray(n * size, (n + 1) * size);
    model.set({ seed: first + n, draws: times(steps, (t) => [each[2 * t], each[2 * t + 1]]) });
  };
  model.on("change:seed", roll);
  roll();
}
