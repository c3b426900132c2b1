# Everything is in make.py, so that it runs the same where there is no make: `python make.py TARGET`.
PYTHON ?= python3

help setup run test lint bench bench-accuracy screens pins clean:
	@$(PYTHON) make.py $@ $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench bench-accuracy screens pins clean
