"""Ejercicios de la lección 10b: BatchNorm al entrenar, hacia delante y hacia atrás.

La referencia es ``torch.nn.functional.batch_norm``; los datos, lotes con un
ejemplo por fila.
"""
