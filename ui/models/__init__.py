"""Values that the screens show, worked out from a case without any widget."""
