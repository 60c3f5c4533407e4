"""Que ninguna contraseña de una base de datos llegue a una pantalla ni a un registro.

Una dirección (``postgresql://ana:secreta@servidor/notas``) puede salir en un
mensaje nuestro, en el de un controlador o en el de la línea de órdenes, y no
siempre bien escrita: aquí no se interpreta, se tapa lo que parece una contraseña.
"""

import re
from urllib.parse import unquote

# usuario:contraseña@, hasta la última arroba; y lo mismo mal escrito, sin las dos barras.
IN_ADDRESS = re.compile(r"(://[^\s:/@]*:)([^\s'\"»]*)(?=@)|(?<=[^\s:/]:)(?!//)([^\s:@'\"»]+)(?=@)")
# Sabiendo que todo es una dirección, una contraseña puede llevar espacios y comillas.
WHOLE = re.compile(r"(://[^/@:]*:)(.*)(?=@)", re.DOTALL)
IN_OPTION = re.compile(r"(pass(?:word|wd)?\s*=\s*)('[^']*'|[^\s&;'\"»]+)", re.IGNORECASE)
SHORTEST = 4  # una contraseña más corta no se busca suelta: taparía letras de cualquier palabra


def hide_passwords(text: str, *addresses: str) -> str:
    """El texto sin contraseñas: ni las de las direcciones que contenga, ni sueltas las de ``addresses``."""
    for address in addresses:
        text = text.replace(address, WHOLE.sub(r"\1***", address))
    for secret in sorted({s for address in addresses for s in _secrets(address)}, key=len, reverse=True):
        text = text.replace(secret, "***")
    text = IN_ADDRESS.sub(lambda found: f"{found[1] or ''}***", text)
    return IN_OPTION.sub(r"\1***", text)


def _secrets(address: str) -> set[str]:
    found = [found[2] or found[3] for found in IN_ADDRESS.finditer(address)]
    found += [found[2] for found in WHOLE.finditer(address)]
    found += [found[2].strip("'") for found in IN_OPTION.finditer(address)]
    # Con una arroba sin codificar, lo de detrás se toma por el servidor, y así lo cita quien no puede conectar.
    parts = {part for secret in found if secret for part in (secret, *re.split(r"[@\s]", secret))}
    return {s for part in parts for s in (part, unquote(part)) if len(s) >= SHORTEST}
