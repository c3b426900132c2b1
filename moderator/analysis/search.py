"""The ways in which a listing may be found in the evidence, one after the other until one convinces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from moderator.analysis import features, fit, judge, refine
from moderator.analysis.candidate import Candidate
from moderator.analysis.features import Features
from moderator.analysis.frame import framed
from moderator.analysis.picture import Doubles, Floats, Picture
from moderator.analysis.verdict import found

_TILT, _TILT_AXES = 1.9, (0.0, 45.0, 90.0, 135.0)
"""A plane seen at 58 degrees; with what SIFT bears by itself that reaches beyond 70."""
_VOTES = 2
"""Places that single matches may propose, for each way: each costs as much as the first refinement."""
_MANY = 12
"""Matches that agree on something that no camera sees, and are too many for luck."""
_SAME = 0.02
"""Of the item's diagonal: what starts so near to a candidate ends where that one ended."""
_NEAR = 3.0
"""Evidence pixels at work within which a match bears witness to a homography."""


@dataclass(frozen=True)
class Look:
    """A plain homography as the features have it, before the pixels were asked."""

    matrix: Doubles
    inliers: int


@dataclass(frozen=True)
class _Way:
    """One way to look: the listing (or its mirror image), features of both, and which of them match."""

    listing: Picture
    mine: Features
    theirs: Features
    pairs: NDArray[np.intp]
    mirrored: bool = False

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The matched points, M x 2 each."""
        return self.mine.points[self.pairs[:, 0]], self.theirs.points[self.pairs[:, 1]]


@dataclass
class Search:
    """Two working pictures, and what was found of one in the other.

    `folded`: whether features agreed on something that no camera sees. `candidates`: in the order of finding.
    """

    listing: Picture
    evidence: Picture
    folded: bool = False
    candidates: list[Candidate] = field(default_factory=list)

    def run(self) -> Iterator[Look | Candidate]:
        """A Look first where the features agree at once, then the candidates. Stop asking when one convinces."""
        mine, theirs = features.detect(self.listing, crop=True), features.detect(self.evidence)
        way = _Way(self.listing, mine, theirs, features.matches(mine, theirs))
        look = self._agreed(way)
        if look is not None:
            yield look
        yield from self._verified(way, look)
        flipped = mine.mirrored(self.listing.size[0])
        way = _Way(self.listing.mirrored(), flipped, theirs, features.matches(flipped, theirs), True)
        yield from self._verified(way, self._agreed(way))
        if any(found(candidate) for candidate in self.candidates):
            return
        mine = features.joined([mine, features.tilted(self.listing, _TILT, _TILT_AXES)])
        way = _Way(self.listing, mine, theirs, features.matches(mine, theirs))
        yield from self._verified(way, self._agreed(way))

    def _agreed(self, way: _Way) -> Look | None:
        fitted = fit.robust(*way.ends)
        if fitted is None:
            return None
        matrix, chosen = fitted
        if not fit.plausible(matrix, way.listing.corners(), self.evidence.size):
            self.folded = self.folded or int(chosen.sum()) >= _MANY
            return None
        return Look(matrix, int(chosen.sum()))

    def _verified(self, way: _Way, look: Look | None) -> Iterator[Candidate]:
        """The refined candidates: of the look, then of single matches where that does not do."""
        if look is not None:
            candidate = self._refined(way, look.matrix)
            if candidate is not None:
                yield candidate
                if found(candidate):
                    return
        for matrix in fit.voted(way.mine, way.theirs, way.pairs, self.evidence.size, _VOTES):
            candidate = self._refined(way, matrix)
            if candidate is not None:
                yield candidate

    def _refined(self, way: _Way, matrix: Doubles) -> Candidate | None:
        corners = way.listing.corners()
        if not fit.plausible(matrix, corners, self.evidence.size) or self._known(way, fit.moved(matrix, corners)):
            return None
        frame = framed(way.listing, self.evidence, matrix)
        if frame is None:
            return None
        better = refine.refined(frame, matrix)
        if better is None or not fit.plausible(better, corners, self.evidence.size):
            return None
        source, target = way.ends
        away = np.linalg.norm(fit.moved(better, source) - target, axis=1)
        near = away[away < _NEAR]
        candidate = Candidate(
            better,
            way.mirrored,
            judge.figures(frame, better, way.listing),
            len(near),
            float(np.median(near)) if len(near) else 0.0,
            fit.moved(better, corners),
            fit.tilt(better, corners.mean(0)),
        )
        self.candidates.append(candidate)
        return candidate

    def twins(self, best: Candidate) -> list[float]:
        """The mass of the listing turned by half, mirrored, and both, at the same place: high for a symmetric item."""
        picture = self.listing.mirrored() if best.mirrored else self.listing
        other = picture.mirrored()
        left, top, right, bottom = picture.box()
        half = np.array([[-1.0, 0, left + right - 1], [0, -1, top + bottom - 1], [0, 0, 1]])
        aside = np.array([[1.0, 0, left - other.box()[0]], [0, 1, 0], [0, 0, 1]])
        alike = ((picture, half), (other, aside), (other, half @ aside))
        return [self._mass(shown, best.matrix @ onto) for shown, onto in alike]

    def _mass(self, listing: Picture, matrix: Doubles) -> float:
        frame = framed(listing, self.evidence, matrix)
        better = refine.refined(frame, matrix) if frame is not None else None
        if frame is None or better is None or not fit.plausible(better, listing.corners(), self.evidence.size):
            return 0.0
        return judge.figures(frame, better, listing).mass

    def _known(self, way: _Way, region: Doubles) -> bool:
        return any(each.mirrored == way.mirrored and each.distance(region) < _SAME for each in self.candidates)
