"""The sample cases: stories in code, from which `python -m cases.build` writes packs and verdicts."""
