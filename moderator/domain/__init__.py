"""A case and its decision as frozen values; standard library only."""
