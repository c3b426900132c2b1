"""Panels: layout and connections."""
