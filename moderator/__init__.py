"""Moderator: the desk at which marketplace disputes are decided. No Qt in this package."""

__version__ = "0.1.0"
