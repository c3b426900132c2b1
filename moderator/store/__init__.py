"""The only place that knows rows and SQL."""
