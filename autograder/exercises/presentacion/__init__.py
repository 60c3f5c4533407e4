"""Ejercicio de la lección 00: el primer gradiente.

Es una derivada fácil a propósito. Lo que se aprende es el ciclo: escribir,
comprobar, leer el diagnóstico y corregir.
"""
