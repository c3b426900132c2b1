"""A decision record as a PDF."""
