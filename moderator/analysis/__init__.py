"""Functions on pixels and facts that point, never judge."""
