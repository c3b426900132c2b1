"""Case packs: reading, checking, writing."""
