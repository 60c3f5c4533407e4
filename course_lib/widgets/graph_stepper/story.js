// El guion: qué se sabe en cada paso y cómo se cuenta.

import { compute, operation } from "./math.js";
import { addition, factor, show, told, write } from "./writing.js";

export class Story {
  constructor(spec, leaves) {
    this.spec = spec;
    this.nodes = spec.nodes;
    this.last = spec.steps.length;
    this.forward = this.nodes.length;
    this.root = this.nodes[this.nodes.length - 1].name;
    this.uses = this.nodes.map(() => 0);
    for (const step of spec.steps) if (step[0] === "e") this.uses[this.parent(step)] += 1;
    this.update(leaves);
  }

  update(leaves) {
    if (this.spec.live) Object.assign(this, compute(this.nodes, leaves));
    else {
      this.values = this.nodes.map((n) => n.value);
      this.grads = this.nodes.map((n) => n.grad);
      this.parts = this.nodes.map((n) => n.parents.map((p) => this.nodes[p].part));
    }
  }

  parent([, child, k]) { return this.nodes[child].parents[k]; }

  name(i) { return this.nodes[i].constant ? show(this.values[i]) : this.nodes[i].name; }

  derivative(i) { return `∂${this.root}/∂${this.name(i)}`; }

  formula(i) {
    const { op, parents } = this.nodes[i];
    return write(op, parents.map((p) => this.name(p)));
  }

  /** Lo que ya se ve tras `step` pasos: nodos calculados, aristas recorridas y lo llegado a cada nodo. */
  at(step) {
    const arrived = this.nodes.map(() => []), edges = new Set();
    for (const move of this.spec.steps.slice(this.forward, step)) {
      if (move[0] === "s") arrived[move[1]].push(1);
      else {
        arrived[this.parent(move)].push(this.parts[move[1]][move[2]]);
        edges.add(`${move[1]}-${move[2]}`);
      }
    }
    return { step, known: Math.min(step, this.forward), arrived, edges, now: this.spec.steps[step - 1] };
  }

  /** Lo llegado a un nodo hasta ahora: la suma, o el texto si son arrays. */
  total(i, arrived) {
    if (arrived.every((x) => typeof x === "number")) return arrived.reduce((a, b) => a + b, 0);
    return arrived.length < this.uses[i] ? `${arrived.length} de ${this.uses[i]} partes` : this.grads[i];
  }

  /** El paso, contado. */
  tell(state) {
    const { step, now, arrived } = state;
    if (!step) return `Listo: ${this.nodes.length} nodos. Adelante, o la tecla →: primero el paso adelante, desde las entradas hasta ${this.root}.`;
    const end = step === this.last ? ` Fin: ya están todas las derivadas de ${this.root}.` : "";
    const [kind, i] = now;
    if (kind === "s") return `Paso atrás. Se empieza en la salida: ${this.derivative(i)} = 1.${end}`;
    if (kind === "n") {
      const node = this.nodes[i];
      if (node.constant) return `Paso adelante. Una constante: ${show(this.values[i])}.`;
      if (!node.parents.length) return `Paso adelante. La entrada ${node.name} es ${told(this.values[i])}.`;
      if (!this.spec.live) return `Paso adelante. ${node.name} = ${this.formula(i)}, que es ${told(this.values[i])}.`;
      const inputs = node.parents.map((p) => show(this.values[p]));
      return `Paso adelante. ${node.name} = ${this.formula(i)} = ${write(node.op, inputs)} = ${show(this.values[i])}.`;
    }
    const parent = this.parent(now), came = arrived[parent], more = this.uses[parent] - came.length;
    let text = `Paso atrás, de ${this.name(i)} a ${this.name(parent)}. ${this.share(now)}`;
    if (came.length > 1) {
      text += this.spec.live
        ? ` Con lo que ya había llegado a ${this.name(parent)}, se suma: ${addition(came, this.total(parent, came))}.`
        : ` Se suma a lo que ya había llegado a ${this.name(parent)}.`;
    }
    if (more) text += ` A ${this.name(parent)} aún le ${more === 1 ? "falta una rama" : `faltan ${more} ramas`}.`;
    return text + end;
  }

  /** «Llega 1, la derivada local es ∂J/∂g = h = 4, y se reparte 1 × 4 = 4.» */
  share([, child, k]) {
    const node = this.nodes[child], parent = node.parents[k], part = this.parts[child][k];
    const local = `∂${this.name(child)}/∂${this.name(parent)}`;
    if (!this.spec.live) return `Llega ${told(this.grads[child])}; con el jacobiano ${local}, se reparte ${told(part)}.`;
    const rule = operation(node.op).rules(this.name(child), ...node.parents.map((p) => this.name(p)))[k];
    const slope = this.slopes[child][k], comes = this.grads[child];
    const written = rule === show(slope) ? rule : `${rule} = ${show(slope)}`;
    return `Llega ${show(comes)}, la derivada local es ${local} = ${written}, y se reparte ${show(comes)} × ${factor(slope)} = ${show(part)}.`;
  }

  /** El primer número que se ha roto, explicado; "" si no hay ninguno. */
  trouble() {
    if (!this.spec.live) return "";
    const bad = this.values.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) {
      const inputs = this.nodes[bad].parents.map((p) => show(this.values[p]));
      return `Aviso: ${this.name(bad)} = ${write(this.nodes[bad].op, inputs)} no es un número finito. Cambia las entradas de las que sale.`;
    }
    const grad = this.grads.findLastIndex((x) => !Number.isFinite(x));
    return grad < 0 ? "" : `Aviso: ${this.derivative(grad)} no es un número finito. Cambia las entradas por unas más suaves.`;
  }

  /** La pregunta del paso siguiente, hacia atrás, o null. */
  question(step) {
    const move = this.spec.steps[step];
    if (!move || move[0] === "n") return null;
    const node = move[0] === "s" ? move[1] : this.parent(move);
    const came = this.at(step).arrived[node].reduce((a, b) => a + b, 0);
    const part = move[0] === "s" ? 1 : this.parts[move[1]][move[2]];
    const missing = this.uses[node] - this.at(step).arrived[node].length;
    // A medio llegar se pregunta por la arista; en la última rama, por la derivada entera.
    const whole = move[0] === "s" || missing === 1;
    const answer = whole ? came + part : part;
    const branches = this.uses[node] > 1 && move[0] === "e";
    const text = whole
      ? `¿Cuánto vale ${this.derivative(node)}${branches ? ", sumadas sus ramas" : ""}?`
      : `¿Cuánto reparte ${this.name(move[1])} a ${this.name(node)} por esta rama?`;
    return { text, answer, part, came: whole ? came : 0, node, move };
  }
}

/** Si la respuesta vale: con un 1 % de error, o redondeada a dos cifras. */
export const close = (x, y) => x === Number(y.toPrecision(2)) || Math.abs(x - y) <= (Math.abs(y) < 1e-12 ? 1e-9 : 1e-2 * Math.abs(y));

/** Qué le pasa a una respuesta equivocada. */
export function hint(story, { answer, part, came, node, move }, x) {
  if (move[0] === "s") return "No. ¿Cuánto sube la salida por cada unidad que sube ella misma?";
  const [, child, k] = move, comes = story.grads[child], slope = story.slopes[child][k], child_ = story.name(child);
  if (came && close(x, part)) return `Eso es lo que trae esta rama. A ${story.name(node)} ya le había llegado otra: falta sumarla.`;
  if (came && close(x, came)) return `Eso ya había llegado. Falta sumar lo que trae la rama de ${child_}.`;
  if (close(x, -answer)) return "Casi: es ese número con el otro signo.";
  if (close(x, slope)) return `Esa es la derivada local. Falta multiplicarla por lo que llega a ${child_}, que es ${show(comes)}.`;
  if (close(x, comes)) return `Eso es lo que llega a ${child_}. Falta multiplicarlo por la derivada local.`;
  if (story.nodes[child].op === "*" && close(x, comes * story.values[node])) return "En un producto, cada factor recibe el valor del otro, no el suyo.";
  if (close(x, story.values[node])) return `Eso es lo que vale ${story.name(node)} en el paso adelante. Se pregunta por su derivada.`;
  return `No. A ${child_} le llega ${show(comes)}: multiplícalo por la derivada local${came ? ` y suma lo que ya había llegado` : ""}.`;
}
