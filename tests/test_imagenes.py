"""Las imágenes del README: se mueven, se repiten, pesan poco y llevan su texto."""

import re

import pytest
from PIL import Image, ImageSequence

LIMIT = 1_000_000  # bytes


@pytest.mark.parametrize("name", ["grafo", "check"])
def test_la_imagen_se_mueve_dura_lo_que_se_mira_y_pesa_poco(root, name):
    path = root / "docs" / "img" / f"{name}.gif"
    assert path.stat().st_size <= LIMIT
    with Image.open(path) as image:
        frames = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
        assert image.info["loop"] == 0
    assert len(frames) > 5
    assert 8_000 <= sum(frames) <= 12_000
    # Lo que hay que leer se queda quieto: ningún cuadro dura menos que un parpadeo.
    assert min(frames) >= 300


def test_cada_imagen_del_readme_existe_y_lleva_su_texto(root):
    images = re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", (root / "README.md").read_text(encoding="utf-8"))
    assert images
    for alt, path in images:
        assert (root / path).is_file(), path
        assert len(alt.split()) > 5, path
