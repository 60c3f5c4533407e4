"""La página de «no existe». Un servidor la da a cualquier profundidad: no puede usar ninguna ruta relativa.

Por eso lleva su estilo dentro, y busca ella la portada. Sin JavaScript, el enlace va a la raíz del servidor.
"""

PAGE = """\
<!DOCTYPE html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>Esa página no existe · Retropropagación paso a paso</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #1f2933; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181e; --ink: #e6e9ee; --link: #7cb8f5; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 1.1rem/1.6 system-ui, sans-serif; }
main { max-width: 34rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.2; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; }
</style>
</head>
<body>
<main>
<h1>Esa página no existe</h1>
<p>El gradiente no llega hasta aquí. Puede que la dirección tenga una errata o que la página haya cambiado de
nombre.</p>
<p><a id="home" href="/">Ir a la portada del curso</a></p>
</main>
<script>
(async () => {
  // La portada está en la carpeta del índice de búsqueda: se prueba en la de lo pedido y en las de encima.
  const parts = location.pathname.split("/").slice(1, -1);
  for (let depth = parts.length; depth >= 0; depth--) {
    const base = "/" + parts.slice(0, depth).map((part) => part + "/").join("");
    const found = await fetch(base + "searchindex.js", { method: "HEAD" }).catch(() => null);
    if (found?.ok) return (document.getElementById("home").href = base);
  }
})();
</script>
</body>
</html>
"""
