"""Respuestas que se parecen más de lo que explican lo dado y lo cortas que son: un sitio donde mirar, no una acusación.

``tokens.py`` lee una respuesta; ``features.py`` saca de ella lo que puede coincidir; ``rarity.py`` cuenta cuánto dice
cada coincidencia, según cuánta gente la tiene; ``pairs.py`` busca las parejas, y ``page.py`` las enseña.
"""
