// La superficie de decisión: una rejilla de SIDE × SIDE, fila a fila desde arriba, entre −REACH y REACH.

export const SIDE = 32, REACH = 1.2, SIZE = 320;

/** De una coordenada del plano a píxeles, hacia la derecha; hacia arriba es SIZE menos eso. */
export const pixels = (v) => ((v + REACH) / (2 * REACH)) * SIZE;

/** La curva de nivel de la rejilla (marching squares): los tramos que la forman, [[x, y], [x, y]], en píxeles. */
export function contour(grid, level) {
  const unit = SIZE / (SIDE - 1), pieces = [];
  for (let r = 0; r < SIDE - 1; r++) {
    for (let c = 0; c < SIDE - 1; c++) {
      const cuts = crossings(grid, level, r, c).map(([x, y]) => [x * unit, y * unit]);
      for (let i = 0; i + 1 < cuts.length; i += 2) pieces.push([cuts[i], cuts[i + 1]]);
    }
  }
  return pieces;
}

/** Por dónde corta la curva los cuatro lados de una casilla. Casi ninguna la toca, y se ve con cuatro comparaciones. */
function crossings(grid, level, r, c) {
  const at = r * SIDE + c, first = grid[at] > level;
  if (grid[at + 1] > level === first && grid[at + SIDE] > level === first && grid[at + SIDE + 1] > level === first) return [];
  const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], cuts = [];
  const above = corners.map(([x, y]) => grid[y * SIDE + x] - level);
  for (let e = 0; e < 4; e++) {
    const a = above[e], b = above[(e + 1) % 4];
    if ((a > 0) === (b > 0)) continue;
    const t = a / (a - b), [x0, y0] = corners[e], [x1, y1] = corners[(e + 1) % 4];
    cuts.push([x0 + t * (x1 - x0), y0 + t * (y1 - y0)]);
  }
  return cuts;
}

/** En cuál de las tres apuestas cae una parte acertada. */
export function bucket(accuracy) {
  return accuracy < 0.75 ? 0 : accuracy <= 0.95 ? 1 : 2;
}
