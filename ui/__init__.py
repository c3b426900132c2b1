"""The window: Qt only here. It sits at `moderator.desk` and knows nothing behind it."""
