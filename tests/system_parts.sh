#!/bin/sh
# Chromium para las pruebas de navegador y hunspell para la ortografía. En CI, y como root, se
# instala lo que falte; en la máquina de una persona no se toca nada: esas pruebas se saltan y lo dicen.
set -eu

missing=""
command -v chromium > /dev/null 2>&1 || missing="$missing chromium"
test -e /usr/share/hunspell/es_ES.dic && command -v hunspell > /dev/null 2>&1 || missing="$missing hunspell hunspell-es"
test -n "$missing" || exit 0

if [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "Instalando lo que piden las pruebas:$missing…"
    log=$(mktemp)
    if apt-get update > "$log" 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >> "$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 20 "$log"
    echo "No se ha podido instalar$missing con apt-get; el detalle está en $log." >&2
    exit 1
fi
echo "Falta$missing: se saltan las pruebas que lo necesitan. En Debian: sudo apt install$missing"
