// Lo que se cuenta del entrenamiento: qué curva es, cómo va y cuándo se dice.

import { format } from "../common/numbers.js";
import { nearest } from "./scales.js";

/** El pie de una curva. */
export function caption({ name, y }, log) {
  if (!log) return `${name}, por época`;
  return `${name}, por época (escala logarítmica${y.some((v) => v <= 0) ? "; sin los valores ≤ 0, que ahí no caben" : ""})`;
}

/** Una curva, para quien no la ve. */
export function describe({ name, x, y }) {
  const known = y.map((v, i) => [v, x[i]]).filter(([v]) => Number.isFinite(v));
  if (!known.length) return `${name}: aún sin valores`;
  const low = known.reduce((a, b) => (b[0] < a[0] ? b : a));
  return `${name}: empieza en ${format(known[0][0])} y va por ${format(known.at(-1)[0])}; mínimo ${format(low[0])} en la época ${low[1]}`;
}

/** Cuántas épocas van: «7 de 20 épocas». */
export function done({ count, total }) {
  return total ? `${count} de ${total} épocas` : `${count} ${count === 1 ? "época" : "épocas"}`;
}

/** En qué está el bucle. */
export function situation({ status, stopped, ...counts }) {
  return {
    espera: "Esperando al bucle de entrenamiento",
    parado: `Parado: ${done(counts)}`,
    terminado: `Terminado: ${done(counts)}`,
    entrena: `${stopped ? "Parando" : "Entrenando"}: ${done(counts)}`,
  }[status];
}

/** Lo que vale cada serie en la época que se mira. */
export function readings(series, epoch) {
  if (!series.length) return "";
  const each = series.map(({ name, x, y }) => `${name} = ${format(y[nearest(x, epoch)] ?? NaN)}`);
  return `Época ${Math.max(epoch, 0)}: ${each.join("; ")}`;
}

/** Decide qué se dice en voz alta: al empezar, a cada cuarto y al acabar. Quien escucha no quiere veinte avisos por segundo. */
export function announcer(say) {
  let told = "";
  return ({ status, count, total }, series) => {
    const quarter = total ? Math.floor((4 * count) / total) : 0;
    const key = `${status} ${status === "entrena" ? quarter : ""}`;
    if (key === told || status === "espera") return;
    told = key;
    const of = done({ count, total }), last = series.map(({ name, y }) => `${name} ${format(y.at(-1))}`).join(", ");
    say({
      entrena: count ? `Van ${of}: ${last}.` : "Empieza el entrenamiento.",
      parado: `Parado tras ${of}: ${last}.`,
      terminado: `Terminado, ${of}: ${last}.`,
    }[status]);
  };
}
