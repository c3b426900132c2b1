"""The languages in which a decision can be printed, by BCP 47 tag."""

DEFAULT = "en"
PRINTED = ("en", "es", "fr", "de", "pt", "ru", "zh", "ar")
OF_A_PARTY = ("buyer", "seller")
"""In place of a language: that of this party's own words, found for each case."""
