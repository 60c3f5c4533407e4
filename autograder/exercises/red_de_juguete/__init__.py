"""Ejercicios de la lección 03: el paso adelante y el paso atrás por la red de juguete, y con ellos, aprender.

Todo son escalares: f_k = β_k + ω_k h_k con h_0 = x, y en medio sin, exp y cos.
``beta`` y ``omega`` son arrays (4,), uno por capa. Cada error típico rehace la
cuenta entera con el despiste dentro, tal como la haría un estudiante.
"""
