"""The ways to look at the pair: which one is on, what it is set to, and the alignment that all of them share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.domain.alignment import Matrix
from ui.aligning import Aligner
from ui.models.linking import magnified
from ui.models.viewport import View
from ui.views import joint_tool
from ui.views.difference_layer import DifferenceLayer
from ui.views.joint_tool import JointTool
from ui.views.layers import Blink, Laid, Overlay, Wipe
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from moderator.domain.difference import Difference
    from ui.session import Session
    from ui.views.layer import Layer
    from ui.views.pane import Pane

SIDE, WIPE, BLINK, OVERLAY, DIFFERENCE = ("side", "wipe", "blink", "overlay", "difference")
RATES = (0.5, 1.0, 1.5, 2.0, 3.0)
"""Changes of picture a second. No faster: more than three flashes a second can harm (WCAG 2.3.1)."""
STEP_WIPE, STEP_ANGLE, STEP_OPACITY, STEP_THRESHOLD = 0.02, 15.0, 0.1, 1.0
MOST_THRESHOLD = 60.0
PATIENCE = 120
"""Milliseconds without another change before a difference is computed."""
TOLD = 40
"""Milliseconds after which a dragged line is told to the bar above: the picture follows at once, words need not."""
RESTED = 400
"""Milliseconds that a pair is looked at in one pane before it is aligned unasked: a film that plays does not rest."""
HAND = 2.0
"""Logical pixels by which a key moves the listing."""
KEY = "difference"


class Looking(QObject):
    """Knows the two panes and what is laid over the evidence. `changed`: mode, setting, alignment or difference."""

    changed = Signal()
    mode_changed = Signal(str)

    def __init__(self, session: Session, panes: Mapping[str, Pane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self._panes = session, panes
        self.aligner = Aligner(session, self)
        self.mode = SIDE
        self.laid = Laid()
        self.wipe, self.overlay, self.blink = Wipe(self.laid), Overlay(self.laid), Blink(self.laid)
        self.difference = DifferenceLayer()
        self.rate = 1.5
        self._asked: object = None
        self.tool = JointTool(self)
        self.tool.moved.connect(self.aligner.nudge)
        self._told = QTimer(self, singleShot=True, interval=TOLD)
        self._told.timeout.connect(self.changed)
        self.tool.changed.connect(self._tell_soon)
        self._blinks = QTimer(self)
        self._blinks.timeout.connect(self._swap)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)
        self._soon.timeout.connect(self._ask_difference)
        self._pair = self.aligner.pair
        self._rested = QTimer(self, singleShot=True, interval=RESTED)
        self._rested.timeout.connect(self._align_unasked)
        self.aligner.changed.connect(self._lay)
        for pane in panes.values():
            pane.state_changed.connect(self._lay)
        panes["evidence"].canvas.view_changed.connect(self._need)
        session.case_closed.connect(self.side)
        self._wire()

    def _tell_soon(self) -> None:
        if not self._told.isActive():
            self._told.start()

    def _wire(self) -> None:
        hands = ("left", "right", "up", "down", "larger", "smaller", "turn", "back")
        wire(
            self.session.actions,
            {
                "compare.wipe": self.to_wipe,
                "compare.blink": self.to_blink,
                "compare.overlay": self.to_overlay,
                "compare.difference": self.to_difference,
                "compare.align": self.align,
                "compare.less": self.less,
                "compare.more": self.more,
                "compare.previous": self.previous,
                "compare.next": self.next,
                **{f"hand.{way}": getattr(self, f"hand_{way}") for way in hands},
            },
        )

    # --- modes ----------------------------------------------------------------------------------------------------

    @property
    def joint(self) -> bool:
        """Whether both pictures are in one pane."""
        return self.mode != SIDE

    def side(self) -> None:
        self._enter(SIDE)

    def to_wipe(self) -> None:
        self._enter(WIPE)

    def to_blink(self) -> None:
        self._enter(BLINK)

    def to_overlay(self) -> None:
        self._enter(OVERLAY)

    def to_difference(self) -> None:
        self._enter(DIFFERENCE)

    def _enter(self, mode: str) -> None:
        """The same key again leads back to side by side."""
        if mode == self.mode and mode != SIDE:
            mode = SIDE
        if mode != SIDE and any(pane.loaded is None for pane in self._panes.values()):
            self.session.message.emit(
                self.tr("Show a listing photo and a photo or frame of the evidence first."), "warn"
            )
            return
        if mode == self.mode:
            return
        self.mode = mode
        self.tool.wipe = self.wipe if mode == WIPE else None
        self.blink.listing = True
        self._blinks.stop()
        if mode == BLINK:
            self._blinks.start(round(1000 / self.rate))
        if mode != SIDE:
            self._align_unasked()
        self._panes["evidence"].canvas.set_layer(self._layer())
        self.mode_changed.emit(mode)
        self._lay()

    def _layer(self) -> Layer | None:
        layers: dict[str, Layer] = {
            WIPE: self.wipe, BLINK: self.blink, OVERLAY: self.overlay, DIFFERENCE: self.difference
        }  # fmt: skip
        return layers.get(self.mode)

    def align(self) -> None:
        """Aligns the pair, anew if need be; again while that is under way: stops it."""
        if self.aligner.running:
            self.aligner.cancel()
        elif not self.aligner.request():
            self.session.message.emit(
                self.tr("Show a listing photo and a photo or frame of the evidence first."), "warn"
            )

    def _align_unasked(self) -> None:
        """Over each other, two pictures are of use only where they lie as they should."""
        aligner = self.aligner
        known = aligner.alignment is not None or aligner.running or aligner.moved_by_hand or aligner.problem
        if self.joint and not known:
            aligner.request()

    # --- what is laid ---------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        """The pictures or their alignment are others: everything that is painted follows."""
        listing, evidence = self._panes["listing"].loaded, self._panes["evidence"].loaded
        shown = self.session.shown["listing"]
        self._panes["evidence"].cover_for(shown.item if self.joint and shown is not None else None)
        if listing is None or evidence is None:
            self.laid.pyramid = self.laid.matrix = None
            self.session.compared = ""
        else:
            one, other = listing.pyramid, evidence.pyramid
            self.laid.pyramid = one
            self.laid.name = shown.item.id if shown is not None else ""
            self.laid.party = shown.item.side if shown is not None else "listing"
            self.session.compared = shown.item.id if self.joint and shown is not None else ""
            size = (one.full_width, one.full_height), (other.full_width, other.full_height)
            self.laid.matrix = self.aligner.placed(*size)
        if self.aligner.pair != self._pair:
            self._pair = self.aligner.pair
            self._rested.start()
        self._need()
        self._difference_soon()
        self.difference.words = self._differ_words()
        self._panes["evidence"].canvas.update()
        self.changed.emit()

    def _need(self, _view: View | None = None) -> None:
        """The listing needs the pixels that the evidence's zoom shows of it, though its own pane is hidden."""
        placement = self._panes["evidence"].canvas.placement()
        pyramid, matrix = self.laid.pyramid, self.laid.matrix
        if not self.joint or placement is None or pyramid is None or matrix is None:
            return
        try:
            finer = magnified(matrix, pyramid.full_width / 2, pyramid.full_height / 2)
        except (ValueError, ZeroDivisionError):
            return
        share = min(1.0, finer * placement.scale(self._panes["evidence"].canvas.view) * placement.ratio)
        self._panes["listing"].loader.need(share * max(pyramid.full_width, pyramid.full_height))

    # --- settings of the modes ------------------------------------------------------------------------------------

    @property
    def setting(self) -> float:
        """What less and more change, from 0 to 1: the place of the wipe, opacity, rate, threshold."""
        return {
            WIPE: self.wipe.at.x(),
            OVERLAY: self.overlay.opacity,
            BLINK: RATES.index(self.rate) / (len(RATES) - 1),
            DIFFERENCE: self.difference.threshold / MOST_THRESHOLD,
        }.get(self.mode, 0.0)

    def set_setting(self, value: float) -> None:
        value = min(max(value, 0.0), 1.0)
        if self.mode == WIPE:
            self.wipe.at.setX(value)
        elif self.mode == OVERLAY:
            self.overlay.opacity = value
        elif self.mode == BLINK:
            self.rate = RATES[round(value * (len(RATES) - 1))]
            self._blinks.setInterval(round(1000 / self.rate))
        elif self.mode == DIFFERENCE:
            self.difference.threshold = max(2.0, round(value * MOST_THRESHOLD))
            self._difference_soon()
        self._panes["evidence"].canvas.update()
        self.changed.emit()

    def less(self) -> None:
        self.set_setting(self.setting - self._step())

    def more(self) -> None:
        self.set_setting(self.setting + self._step())

    def _step(self) -> float:
        steps = {OVERLAY: STEP_OPACITY, BLINK: 1 / (len(RATES) - 1), DIFFERENCE: STEP_THRESHOLD / MOST_THRESHOLD}
        return steps.get(self.mode, STEP_WIPE)

    def previous(self) -> None:
        self._turn_or_step(-1)

    def next(self) -> None:
        self._turn_or_step(1)

    def _turn_or_step(self, way: int) -> None:
        if self.mode == WIPE:
            self.wipe.angle = (self.wipe.angle + way * STEP_ANGLE + 180) % 360 - 180
        elif self.mode == DIFFERENCE:
            self._step_region(way)
        self._panes["evidence"].canvas.update()
        self.changed.emit()

    def _swap(self) -> None:
        self.blink.listing = not self.blink.listing
        self._panes["evidence"].canvas.update()

    # --- difference -----------------------------------------------------------------------------------------------

    def _difference_soon(self) -> None:
        wanted = (self.aligner.pair, self.laid.matrix, self.difference.threshold)
        if self.mode != DIFFERENCE or wanted == self._asked:
            return
        if self._asked is None or wanted[:2] != self._asked[:2]:  # type: ignore[index]
            self.difference.show(None, self.difference.threshold)
        self._soon.start()

    def _ask_difference(self) -> None:
        pair, matrix, threshold = self.aligner.pair, self.laid.matrix, self.difference.threshold
        if pair is None or matrix is None or self.mode != DIFFERENCE:
            return
        self._asked = (pair, matrix, threshold)
        media = self.session.desk.media

        def work(_stop: object, _progress: object) -> tuple[object, Difference]:
            return (pair, matrix, threshold), media.comparing.difference(*pair, matrix, threshold)

        self.session.tasks.run("media", work, self._differs, self._no_difference, key=KEY, urgent=True)

    def _differs(self, found: tuple[object, Difference]) -> None:
        asked, difference = found
        if asked == self._asked:
            self.difference.show(difference, self.difference.threshold)
            self.difference.words = self._differ_words()
            self._panes["evidence"].canvas.update()
            self.changed.emit()

    def _no_difference(self, error: Exception) -> None:
        self._asked = None
        self.session.failed(error)

    def _differ_words(self) -> str:
        """What stands over the picture: what was found of the item as a whole, or why nothing can be told."""
        found = self.difference.found
        if found is None:
            return self.tr("Looking for differences…")
        if self.aligner.matrix() is None:
            return self.tr("Not aligned, so differences mean little: A aligns, Shift A sets pins")
        said = found.says[:1].upper() + found.says[1:]
        return self.tr("{0} · more than light explains").format(said) if found.beyond_light else said

    def _step_region(self, way: int) -> None:
        """The next of the differing places, brought into view."""
        found = self.difference.found
        if found is None or not found.regions:
            self.session.message.emit(self.tr("Nothing differs by more than the threshold."), "plain")
            return
        chosen = self.difference.chosen
        first = 0 if way > 0 else len(found.regions) - 1
        self.difference.chosen = first if chosen < 0 else (chosen + way) % len(found.regions)
        area = self.difference.area(found.regions[self.difference.chosen])
        canvas = self._panes["evidence"].canvas
        canvas.reveal(area)

    # --- by hand --------------------------------------------------------------------------------------------------

    def _nudge(self, across: float = 0, down: float = 0) -> None:
        placement = self._panes["evidence"].canvas.placement()
        if placement is not None:
            step = HAND / placement.scale(self._panes["evidence"].canvas.view)
            self.aligner.nudge(joint_tool.shifted(across * step, down * step))

    def hand_left(self) -> None:
        self._nudge(across=-1)

    def hand_right(self) -> None:
        self._nudge(across=1)

    def hand_up(self) -> None:
        self._nudge(down=-1)

    def hand_down(self) -> None:
        self._nudge(down=1)

    def hand_larger(self) -> None:
        self._about_middle(joint_tool.grown, joint_tool.SCALE)

    def hand_smaller(self) -> None:
        self._about_middle(joint_tool.grown, 1 / joint_tool.SCALE)

    def hand_turn(self) -> None:
        self._about_middle(joint_tool.turned, joint_tool.TURN)

    def hand_back(self) -> None:
        self._about_middle(joint_tool.turned, -joint_tool.TURN)

    def _about_middle(self, make: object, amount: float) -> None:
        placement = self._panes["evidence"].canvas.placement()
        if placement is not None and callable(make):
            by: Matrix = make(amount, joint_tool.middle(placement))
            self.aligner.nudge(by)
