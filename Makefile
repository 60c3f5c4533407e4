# Órdenes del curso. «make» a secas las enumera.
# Sirve GNU Make 3.81 (macOS) o posterior: nada de .ONESHELL ni de «!=».

PYTHON ?= python3
# Índice con torch sin CUDA. En macOS no cambia nada: allí torch ya viene sin ella.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
# Un proceso por núcleo; las pruebas de un mismo archivo comparten su clase ya calificada. En el orden de tests/conftest.py:
# lo que más tarda, primero.
PYTEST_ARGS ?= -n auto --dist loadfile --no-loadscope-reorder
# Lo que se ejecuta todo el día: el juez, las declaraciones, la construcción y lo que ve un estudiante,
# y del calificador lo que no califica clases enteras. Ni navegador, ni cuadernos ejecutados, ni ataques, ni lo que
# recorre cada confusión del curso o construye otro.
QUICK = tests/course_lib tests/judging tests/student tests/sandbox tests/notebook tests/authoring \
	$(addprefix tests/,test_exercise.py test_declaraciones.py test_layers.py test_ortografia.py) \
	$(addprefix tests/grading/test_,submission.py handed.py key.py) tests/running/test_outputs.py \
	$(addprefix --ignore=tests/,judging/test_declared.py judging/test_medir.py $(addprefix authoring/,test_build.py test_lint.py))

PY = .venv/bin/python
LOG = .venv/instalacion.log

# torch va aparte y sin dependencias para preguntar una sola vez a su índice: si no
# responde se pierden segundos y sirve el torch que dé el índice de siempre.
INSTALA = $(PY) -m pip install --disable-pip-version-check --no-input --timeout 15 --retries 2 -c constraints.txt
INSTALA_TORCH = $(INSTALA) --retries 1 --no-deps --extra-index-url "$(TORCH_INDEX)" torch

# Qué instala cada sello, y qué otros sellos quedan cubiertos con él.
EXTRAS_lab = .
EXTRAS_docente = .[docente]
EXTRAS_sitio = .[docente,sitio]
EXTRAS_test = .[test]
CUBRE_lab = lab
CUBRE_docente = lab docente
CUBRE_sitio = lab docente sitio
CUBRE_test = lab docente sitio test

# Un fallo previsto deja su frase en .venv/fallo y sigue; aquí se convierte en el
# único renglón de error. Con un «exit 1» en la receta, make añadiría otro suyo.
# Las frases van sin punto final: lo pone make.
FALLO = fallo() { mkdir -p .venv; echo "$$1" > .venv/fallo; exit 0; }
detente = $(if $(1),$(error $(1)))
sin_fallo = $(call detente,$(shell cat .venv/fallo 2>/dev/null; rm -f .venv/fallo))

# El puerto se exige libre solo si alguien lo eligió; si no, Jupyter busca otro.
PUERTO_ELEGIDO := $(if $(filter undefined default,$(origin PORT)),,$(PORT))
OPCIONES_LAB = --Application.log_level=ERROR
OPCIONES_LAB += $(if $(PUERTO_ELEGIDO),--ServerApp.port=$(PUERTO_ELEGIDO) --ServerApp.port_retries=0)
OPCIONES_LAB += $(if $(filter none,$(BROWSER)),--no-browser)
# Jupyter se niega a arrancar como root si no se le pide; en un contenedor es lo normal.
OPCIONES_LAB += $(if $(filter 0,$(shell id -u)),--allow-root)

export PUERTO_LIBRE = import socket, sys; s = socket.socket(); \
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))

.PHONY: help lab test quick demo build site constraints puerto
.DEFAULT_GOAL := help

help:
	@echo "make lab          abre el curso en JupyterLab (la primera vez instala .venv)"
	@echo "                  PORT=8899 elige el puerto; BROWSER=none no abre el navegador"
	@echo "make test         instala lo que piden las pruebas y las ejecuta todas"
	@echo "                  PYTEST_ARGS='-k check' pasa opciones a pytest"
	@echo "make quick        las pruebas de todo el día, en menos de dos minutos"
	@echo "make demo         simula una clase de 30, la califica y compara con la verdad"
	@echo "make build        rehace notebooks/ a partir de solutions/"
	@echo "make site         construye la web del curso en site/"
	@echo "                  REPO=DUEÑO/REPO pone en cada lección los botones de Binder y Colab"
	@echo "make constraints  rehace constraints.txt con lo que hay en .venv"
	@echo "PYTHON=python3.12 elige otro Python (hace falta 3.11 o posterior)"

lab: .venv/lab.ok puerto
	$(sin_fallo)
	@echo "Abriendo JupyterLab. Si no se abre el navegador, copia en él una de las direcciones de abajo. Para parar: Ctrl+C dos veces."
	@PATH="$(CURDIR)/.venv/bin:$$PATH" exec $(PY) -m jupyterlab $(OPCIONES_LAB)

test: .venv/test.ok
	$(sin_fallo)
	@sh tests/system_parts.sh
	.venv/bin/autograder build --check
	.venv/bin/autograder lint
	$(PY) -m pytest $(PYTEST_ARGS)

quick: .venv/test.ok
	$(sin_fallo)
	$(PY) -m ruff check --quiet
	$(PY) -m ruff format --check --quiet
	$(PY) -m pytest $(PYTEST_ARGS) $(QUICK)

demo: .venv/docente.ok
	$(sin_fallo)
	@rm -rf demo
	@# La clase trae una entrega cortada que mira una persona: ahí grade sale con 1.
	.venv/bin/autograder simulate tarea_jacobiano --students 30 --seed 0 --out demo/submitted
	.venv/bin/autograder grade tarea_jacobiano --submitted demo/submitted --out demo \
		--db sqlite:///demo/gradebook.db --json demo/notas.json || test $$? -eq 1
	$(PY) -m autograder.simulation.compare demo/submitted/truth.json demo/notas.json

build: .venv/docente.ok
	$(sin_fallo)
	.venv/bin/autograder build

site: .venv/sitio.ok
	$(sin_fallo)
	.venv/bin/autograder site $(if $(REPO),--repo "$(REPO)")

# Tras subir una versión y pasar las pruebas: «make constraints» y se revisa el diff.
# Sin la marca +cpu sirve también el torch de macOS; lo de CUDA no hace falta a nadie.
constraints: .venv/test.ok
	$(sin_fallo)
	@{ sed -n '/^#/p' constraints.txt; \
	   $(PY) -m pip freeze --exclude-editable \
	   | sed -e 's/+cpu$$//' -e '/ @ /d' -e '/^nvidia-/d' -e '/^triton==/d' -e '/^setuptools==/d'; \
	 } > .venv/constraints.nuevo && mv .venv/constraints.nuevo constraints.txt
	@touch $(CUBRE_test:%=.venv/%.ok)
	@echo "constraints.txt está al día: revisa «git diff constraints.txt»."

# Sin cambios en estos archivos no se reinstala nada.
.venv/%.ok: pyproject.toml constraints.txt binder/postBuild binder/overrides.json binder/formgrader_limpio.json \
		course_lib/jupyter_config.json
	@$(FALLO); \
	command -v "$(PYTHON)" > /dev/null 2>&1 \
		|| fallo "No encuentro $(PYTHON). Instala Python 3.11 o posterior (Debian/Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python) y repite la orden"; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
		|| fallo "$(PYTHON) no funciona o es anterior a Python 3.11. Instala una versión más nueva y dila, por ejemplo: make lab PYTHON=python3.12"; \
	"$(PYTHON)" -c 'import venv, ensurepip' 2> /dev/null \
		|| fallo "A $(PYTHON) le falta el módulo venv. Instálalo (Debian/Ubuntu: sudo apt install python3-venv) y repite la orden"; \
	echo "Instalando en .venv; la primera vez tarda unos minutos (detalle: $(LOG))…"; \
	if test "$$(cat .venv/ruta 2>/dev/null)" != "$(CURDIR)" || ! $(PY) -c '' 2> /dev/null; then \
		"$(PYTHON)" -m venv --clear .venv > /dev/null 2>&1 \
			|| fallo "No se ha podido crear .venv. Comprueba que hay sitio en el disco, borra la carpeta .venv y repite la orden"; \
		echo "$(CURDIR)" > .venv/ruta; \
	fi; \
	{ $(INSTALA_TORCH) && $(INSTALA) -e "$(EXTRAS_$*)" && NB_PYTHON_PREFIX="$(CURDIR)/.venv" bash binder/postBuild; } > $(LOG) 2>&1 \
		|| fallo "No se ha podido instalar. Comprueba la conexión a Internet y el sitio en el disco y repite la orden; el detalle está en $(LOG)"; \
	touch $(CUBRE_$*:%=.venv/%.ok)

puerto: .venv/lab.ok
	@$(FALLO); test ! -s .venv/fallo && test -n "$(PUERTO_ELEGIDO)" || exit 0; \
	$(PY) -c "$$PUERTO_LIBRE" "$(PUERTO_ELEGIDO)" 2> /dev/null \
		|| fallo "El puerto $(PUERTO_ELEGIDO) está ocupado o no vale. Elige otro, por ejemplo: make lab PORT=8899"
