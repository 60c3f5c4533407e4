#!/bin/sh
# Las pruebas de navegador necesitan Chromium. En CI, y como root, se instala si falta;
# en la máquina de una persona no se toca nada: esas pruebas se saltan y lo dicen.
set -eu

if command -v chromium > /dev/null 2>&1; then
    exit 0
fi
if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "Instalando Chromium para las pruebas de navegador…"
    log=$(mktemp)
    if apt-get update > "$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium >> "$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log"
    echo "No se ha podido instalar Chromium con apt-get; el detalle está en $log." >&2
    exit 1
fi
echo "Sin Chromium se saltan las pruebas de navegador. En Debian: sudo apt install chromium"
