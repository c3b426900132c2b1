"""Data files: policies, style, icons, translations. Read through importlib.resources."""
