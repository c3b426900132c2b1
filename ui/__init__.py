"""The window: everything that knows Qt. It sits at the desk (`moderator.desk`) and never opens an evidence file."""
