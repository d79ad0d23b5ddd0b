# Two commands on a fresh machine: `make site` and `make test`. Each sets up what it needs.
PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE  # images of containers set it; a build then compiles every module, half a second
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: setup packages site test serve check bench memory same-site corrupt mutate tamper uncovered kill-test soak drift faults rehearse example golden lock font clean

setup: $(READY)         ## what all of it needs, in .venv

packages:               ## Debian's programs for the tests, where these are not root and cannot install them
	sudo apt-get update -q
	sudo apt-get install -qy --no-install-recommends nginx postgresql libreoffice-calc-nogui $$(command -v npm > /dev/null || echo npm)

site: $(READY)          ## build site/ from data/, content/ and templates/
	$(PY) build.py site

test: $(READY)          ## everything: rules, golden site, reproducibility, README, real browser
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

serve: $(READY)         ## preview on 127.0.0.1:8000, one rebuild per edit
	$(PY) build.py serve

check: $(READY)         ## data, lint, types
	$(PY) build.py check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

bench: $(READY)         ## what builds cost; BASE=7a690ad: beside an earlier commit, with ratios
	$(PY) -m tests.bench $(BASE)

memory: $(READY)        ## the memory and the processor's seconds that every command takes, as a table
	$(PY) -m tests.bench --memory

same-site: $(READY)     ## is every byte of both sites what commit BASE builds?
	@$(PY) -m tests.same_site $(or $(BASE),HEAD)

corrupt: $(READY)       ## spoil a clean quarterly return RUNS times and count what the checks say about it
	$(PY) tests/returns/corrupt.py --runs $(or $(RUNS),1000) --seed $(or $(SEED),1)

kill-test: $(READY)     ## kill a deployment KILLS times while readers visit, and count what they saw broken
	$(PY) tests/kill.py --kills $(or $(KILLS),100) --seed $(or $(SEED),1)

soak: $(READY)          ## flip deployments under two hundred readers for a minute, and count what was wrong
	$(PY) tests/soak.py

mutate: $(READY)        ## make the pages state something false RUNS times and count what the audit notices
	$(PY) tests/mutate.py --runs $(or $(RUNS),200) --seed $(or $(SEED),1) $(if $(SITE),--site $(SITE))

tamper: $(READY)        ## change something published without a word RUNS times and count what is printed silently
	$(PY) tests/tamper.py --runs $(or $(RUNS),200) --seed $(or $(SEED),1)$(if $(FIRST), --first $(FIRST))

uncovered: $(READY)     ## which check would notice each printed number's or word's being another; build/uncovered.md
	$(PY) tests/uncovered.py $(if $(SITE),--site $(SITE))

faults: $(READY)        ## full and closed disks, neighbours, odd files: what a person is told, and what stays
	$(PY) tests/faults.py

drift: $(READY)         ## edit a copy of the sample RUNS times; each build must be what one from nothing is
	$(PY) tests/drift.py --runs $(or $(RUNS),40) --seed $(or $(SEED),1)

rehearse: $(READY)      ## the whole story on this machine: bare repository, nginx, a return from bad to revised
	$(PY) tests/rehearse.py

example: $(READY)       ## make examples/programme anew: the same bytes every time; QUARTERS=40: build/programme of forty
	$(PY) examples/make.py $(if $(QUARTERS),--quarters $(QUARTERS) --out build/programme)

golden: $(READY)        ## accept the present output as the golden site; read the diff before committing
	$(PY) -m pytest tests/test_golden.py --update-golden

lock: $(READY)          ## compile requirements.txt from requirements.in, with hashes
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-annotate --custom-compile-command 'make lock' requirements-uv.in -o requirements-uv.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-annotate --custom-compile-command 'make lock' requirements.in -o requirements.txt

clean:                  ## remove what the build made, caches included
	rm -rf build site site.* .cache

# uv installs in a third of pip's time; where it cannot be had, pip does the same.
$(READY): requirements.txt requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	@test ! -L $(VENV) || { echo "$(VENV) is a link: bring it up to date where it belongs, then: touch $(READY)"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	{ $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt \
	    && $(VENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes requirements.txt; } \
	  || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@
