"""From figures to words: good, doubtful or none, and why.

The bounds were set on synthetic pairs and pairs of strangers of seeds other than the one that accepts, and on real
photos. What a stranger reaches: `mass` 0.02 with witnesses, 0.2 without any (one thin curve laid upon another).
"""

from __future__ import annotations

from moderator.analysis.candidate import Candidate
from moderator.domain.alignment import Quality, Why

_SOME_MASS, _SOME_WITNESSES = 0.05, 4
"""Less is luck."""
_GOOD_MASS, _GOOD_WITNESSES = 0.07, 7
_MANY = 25
"""So many witnesses are no luck, even where hardly anything looks alike at its place: the item is not flat."""
_STRONG = 0.68
"""Median correlation of what agrees. True places have 0.75 to 0.9, lucky ones 0.55 to 0.7."""
_SHIFT, _SHIFT_OF_A_PART = 1.8, 1.2
"""Evidence pixels at work. Errors at the item's corners were seen to reach four times `shift`, and 10 is too much.
Where only a part of the item is seen the rest is guessed from it, and less is allowed."""
_LOOSE = 12.0
"""Evidence pixels at work. What moves more is not even a place."""
_RIVAL = 0.5
"""A second place with half the mass of the best makes the best uncertain."""
_REPEAT = 0.7
"""Squares, dots and keys have 0.7 to 0.9, what does not repeat 0 mostly. Then only witnesses tell one place from the
next, for their features are unlike all others: a keyboard's letters are, a chequered cloth's corners are not."""
_TWIN = 0.7
"""A bottle without its label fits mirrored as well as straight, one with it 0.8 times as well, other items hardly."""
_STEEP = 62.0
_SMALL, _HALF = 0.35, 0.5


def score(candidate: Candidate) -> float:
    """What the best of several is chosen by."""
    return candidate.figures.mass * min(1.0, candidate.witnesses / _GOOD_WITNESSES)


def convinced(candidate: Candidate) -> bool:
    """Whether it is so good that no other way needs to be tried."""
    figures = candidate.figures
    return (
        figures.mass > 0.2
        and candidate.witnesses >= 12
        and figures.shift < 1.2
        and figures.strong > _STRONG
        and not _repeats(candidate)
    )


def found(candidate: Candidate) -> bool:
    """Whether it is the place, though perhaps not exactly: then slower ways to find one are spared."""
    return candidate.figures.mass > 0.1 and candidate.witnesses >= _GOOD_WITNESSES and candidate.figures.shift < 4


def verdict(best: Candidate, rivals: list[Candidate]) -> tuple[Quality, Why]:
    """What the best candidate is called; `rivals` are those that lie elsewhere."""
    figures = best.figures
    if best.witnesses >= _MANY and (figures.mass < _GOOD_MASS or figures.shift > _LOOSE):
        return Quality.DOUBTFUL, Why.NOT_FLAT if figures.mass < _GOOD_MASS else _unsteady(best)
    if figures.mass < _SOME_MASS or best.witnesses < _SOME_WITNESSES:
        return Quality.NONE, Why.FEW_MATCHES if best.witnesses < _SOME_WITNESSES else Why.LITTLE_SUPPORT
    if figures.shift > _LOOSE:
        return Quality.NONE, Why.UNSTEADY
    if any(score(rival) > _RIVAL * score(best) for rival in rivals):
        return Quality.DOUBTFUL, Why.TWO_PLACES
    if _repeats(best):
        return Quality.DOUBTFUL, Why.TWO_PLACES
    if figures.shift > (_SHIFT if figures.hull > _HALF else _SHIFT_OF_A_PART):
        return Quality.DOUBTFUL, _unsteady(best)
    if best.witnesses < _GOOD_WITNESSES:
        return Quality.DOUBTFUL, Why.FEW_MATCHES
    if figures.mass < _GOOD_MASS:
        return Quality.DOUBTFUL, Why.SMALL_PART if figures.hull < _SMALL else Why.LITTLE_SUPPORT
    if figures.strong < _STRONG:
        return Quality.DOUBTFUL, Why.NOT_FLAT if best.witnesses > 3 * _GOOD_WITNESSES else Why.LITTLE_SUPPORT
    return Quality.GOOD, Why.AGREES


def uncertain_of_side(best: Candidate) -> bool:
    """Whether so few features bear witness that the item's other side could have been taken for it."""
    return best.witnesses < _MANY


def ambiguous(best: Candidate, twins: list[float]) -> bool:
    """Whether the item, mirrored or turned by half, would fit its place about as well (`twins`: how well it does)."""
    return max(twins) > _TWIN * best.figures.mass


def _repeats(best: Candidate) -> bool:
    return best.figures.repeat > _REPEAT and best.witnesses < _MANY


def _unsteady(best: Candidate) -> Why:
    if best.tilt > _STEEP:
        return Why.STEEP
    return Why.SMALL_PART if best.figures.hull < _SMALL else Why.UNSTEADY
