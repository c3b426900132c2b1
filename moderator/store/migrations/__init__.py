"""Alembic's migrations. Each is one transaction, begun by us."""
