"""Ejercicios de la lección 03: la ida y la vuelta por la red de juguete.

Todo son escalares: f_k = β_k + ω_k h_k con h_0 = x, y en medio sin, exp y cos.
``beta`` y ``omega`` son arrays (4,), uno por capa. Cada error típico rehace la
cuenta entera con el despiste dentro, tal como la haría un estudiante.
"""
