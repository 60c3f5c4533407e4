// Cómo se llama cada cosa, y lo que se cuenta de ella.

import { format, subscript } from "../common/numbers.js";

const letters = { beta: "β", omega: "ω" };

export const PARAMETERS = ["beta", "omega"].flatMap((trait) => [0, 1, 2, 3].map((k) => ({ trait, k, name: letters[trait] + subscript(k) })));
export const DATA = ["x", "y"].map((name) => ({ trait: name, k: null, name }));

/** Cada eslabón, con la línea que lo calcula. */
export const LINKS = [
  { key: "f0", name: "f₀", rule: "β₀ + ω₀ x" },
  { key: "h1", name: "h₁", rule: "sin(f₀)" },
  { key: "f1", name: "f₁", rule: "β₁ + ω₁ h₁" },
  { key: "h2", name: "h₂", rule: "exp(f₁)" },
  { key: "f2", name: "f₂", rule: "β₂ + ω₂ h₂" },
  { key: "h3", name: "h₃", rule: "cos(f₂)" },
  { key: "f3", name: "f₃", rule: "β₃ + ω₃ h₃" },
  { key: "loss", name: "ℓ", rule: "(f₃ − y)²" },
];

/** Qué se ha desbordado primero, con lo que conviene hacer; "" si nada. */
export function overflow(values, slopes) {
  const bad = LINKS.find(({ key }) => !Number.isFinite(values[key]));
  if (bad?.key === "h2") {
    return `h₂ = exp(f₁) no cabe en un número: f₁ vale ${format(values.f1)} y exp solo llega hasta 709. Acerca a cero β₁ u ω₁.`;
  }
  // El paso atrás va de ℓ hacia atrás: lo primero que falla es lo último de la lista.
  const steep = LINKS.findLast(({ key }) => !Number.isFinite(slopes[key]));
  const broken = bad?.name ?? (steep && `∂ℓ/∂${steep.name}`);
  if (broken) return `${broken} no cabe en un número: acerca a cero los parámetros.`;
  const known = [...slopes.beta, ...slopes.omega].every(Number.isFinite);
  return known ? "" : "Un gradiente no cabe en un número: acerca a cero los parámetros.";
}

/** La distancia entre lo que da la red y lo que pide el ejemplo. */
export function residual({ x, y }, f3) {
  return Number.isFinite(f3) && Number.isFinite(x)
    ? `En x = ${format(x)} la red da ${format(f3)} y el ejemplo pide ${format(y)}: el residuo es ${format(f3 - y)}.`
    : `En x = ${format(x)} la red se desborda; el ejemplo pide ${format(y)}.`;
}

/** Hasta dónde llegan unas barras: «(de −2 a 2)». */
export function span(scale) {
  return `(de ${format(-scale)} a ${format(scale)})`;
}
