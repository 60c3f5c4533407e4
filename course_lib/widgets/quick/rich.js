import { html } from "../common/dom.js";

/** Un texto con código entre acentos graves, en trozos que se pueden poner en un elemento. */
export function rich(text) {
  return text.split("`").map((part, n) => (n % 2 ? html("code", {}, part) : part));
}
