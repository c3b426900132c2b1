"""The eight ways in which an upright picture can lie on the screen: mirrored or not, then turned by quarters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """First `mirrored` left to right, then turned clockwise by so many `quarters`.

    Points are fractions: of the upright picture on one side, of the picture as it is displayed on the other.
    """

    quarters: int = 0
    mirrored: bool = False

    def right(self) -> Turn:
        """A quarter more, clockwise on the screen."""
        return Turn((self.quarters + 1) % 4, self.mirrored)

    def left(self) -> Turn:
        return Turn((self.quarters + 3) % 4, self.mirrored)

    def flipped(self) -> Turn:
        """Left and right exchanged as they are on the screen, however the picture was turned before."""
        return Turn(-self.quarters % 4, not self.mirrored)

    @property
    def undone(self) -> Turn:
        """The turn that leads back."""
        return Turn(self.quarters if self.mirrored else -self.quarters % 4, self.mirrored)

    @property
    def swaps(self) -> bool:
        """Whether width and height change places."""
        return self.quarters % 2 == 1

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the upright picture lies on the displayed one."""
        if self.mirrored:
            x = 1 - x
        for _ in range(self.quarters):
            x, y = 1 - y, x
        return x, y

    def back(self, x: float, y: float) -> tuple[float, float]:
        """The point of the upright picture that is displayed there."""
        return self.undone.at(x, y)


UPRIGHT = Turn()
TURNS = tuple(Turn(quarters, mirrored) for mirrored in (False, True) for quarters in range(4))
