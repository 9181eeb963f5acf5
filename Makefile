# `make` shows what there is. Everything is installed into .venv; nothing is reinstalled while its stamp is newest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := build/report
SUDO := $(shell test "$$(id -u)" = 0 || command -v sudo)
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet $(LOCK_OPTIONS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test fuzz formats fault bench samples templates lock system clean

help: ## 列出所有命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp ## 安装并审核 sample_forms/，报告写到 build/report/
	@$(BIN)/audit check sample_forms/docx --output $(REPORT) --fail-on never

test: $(VENV)/dev.stamp system ## 检查格式、风格、类型、层次，运行全部测试
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict audit tests benchmarks
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest tests/intake/test_stopping.py  # by the clock, so with nothing beside it
	$(BIN)/pytest -n 2 --ignore tests/intake/test_stopping.py

fuzz: $(VENV)/dev.stamp ## 五种格式各改坏 2000 次，看有没有读不出又说不清的
	FUZZ=2000 $(BIN)/pytest -q tests/fuzz

formats: $(VENV)/dev.stamp system ## 所有公开的表在每种格式里读出来是不是一样
	FORMATS=full $(BIN)/pytest -q tests/test_formats.py

fault: $(VENV)/dev.stamp system ## 每晚检查：200 次强行中断、磁盘满、同时运行……看有没有丢失
	FAULT=full $(BIN)/pytest -q -s tests/fault

bench: $(VENV)/dev.stamp ## 测量速度和内存，打印 JSON
	@$(BIN)/python -m benchmarks $(BENCH_OPTIONS)

samples: $(VENV)/dev.stamp ## 重新生成 sample_forms/ 里的表和旁边的结论
	$(BIN)/python -m tests.samples.make

templates: $(VENV)/dev.stamp ## 重新生成 reports/ 里的文书模板
	$(BIN)/python -m tests.templates.make

lock: ## 重新锁定依赖（需要 uv；升级：make lock LOCK_OPTIONS=--upgrade）
	@command -v uv >/dev/null || { echo "锁定依赖需要 uv：$(PYTHON) -m pip install --user uv" >&2; exit 1; }
	$(LOCK) --group build --output-file requirements/run.txt
	$(LOCK) --group dev --constraints requirements/run.txt --output-file requirements/dev.txt

clean: ## 删除生成的文件和 .venv
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .audit-cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新：make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(MAKE) --no-print-directory apt PACKAGES=python3-venv
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# The browser and the Chinese fonts that the report tests look with, LibreOffice, which old formats are read through,
# and PostgreSQL for the tests of the store; elsewhere than on Debian install them by hand.
system:
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	test -d /usr/share/fonts/opentype/noto || missing="$$missing fonts-noto-cjk"; \
	command -v soffice >/dev/null || missing="$$missing libreoffice-writer-nogui libreoffice-calc-nogui"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	test -z "$$missing" || $(MAKE) --no-print-directory apt PACKAGES="$$missing"

.PHONY: apt
apt:
	@command -v apt-get >/dev/null || { echo "请用本系统的软件包工具安装：$(PACKAGES)" >&2; exit 1; }
	$(SUDO) apt-get update -qq
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES)
