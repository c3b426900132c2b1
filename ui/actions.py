"""The action table: every verb of the window with its name, words, keys and scope, and one QAction for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from ui.positions import digit_row

SCOPES = ("window", "queue", "case", "picture", "film", "video", "verdict", "question")
"""Where a verb works: everywhere, on the queue, with a case open, on pictures, a video in either pane, the one that the
strip is of, the verdict, a question."""

BORROWS = "question"
"""While a question has the focus its letters are answers, whatever they mean elsewhere."""


@dataclass(frozen=True)
class Verb:
    """One thing that can be done. `keys` are the defaults, in Qt's portable spelling; the key caps show the first."""

    name: str
    text: str
    keys: tuple[str, ...]
    scope: str


def _numbered(name: str, text: str, modifier: str, scope: str, last: int) -> tuple[Verb, ...]:
    return tuple(Verb(f"{name}.{n}", text.format(n), (f"{modifier}{n}",), scope) for n in range(1, last + 1))


_OUTCOMES = (
    "Refund all",
    "Refund part",
    "Return and refund",
    "Replace",
    "No refund",
    "Close the case without a decision",
)

VERBS: tuple[Verb, ...] = (
    Verb("palette", "Search cases, commands, exhibits", ("Ctrl+K",), "window"),
    Verb("keys", "Key sheet", ("?", "F1"), "window"),
    Verb("import", "Import packs…", ("Ctrl+O",), "window"),
    Verb("import.folder", "Import a folder of packs…", ("Ctrl+Shift+O",), "window"),
    Verb("export", "Export this decision as PDF…", ("Ctrl+E",), "case"),
    Verb("export.all", "Export every decision as PDF…", ("Ctrl+Shift+E",), "window"),
    Verb("analyse", "Look through the films of this queue ahead", ("Ctrl+Alt+V",), "window"),
    Verb("road.out", "Take cases on the road…", ("Ctrl+Alt+O",), "window"),
    Verb("road.back", "Pack what was decided on the road…", ("Ctrl+Alt+H",), "window"),
    Verb("road.in", "Check in what comes from the road…", ("Ctrl+Alt+I",), "window"),
    Verb("preview", "Preview the decision PDF", ("Ctrl+P",), "case"),
    Verb("theme.dark", "Dark theme", (), "window"),
    Verb("theme.light", "Light theme", (), "window"),
    Verb("theme.system", "Theme of the system", (), "window"),
    Verb("name", "Change the moderator’s name…", (), "window"),
    Verb("undo.time", "Change how long a verdict can be taken back…", (), "window"),
    Verb("settings", "Settings…", ("Ctrl+Alt+S",), "window"),
    Verb("agreement", "Agreement of first and second opinions", ("Ctrl+Alt+K",), "window"),
    Verb("boxes", "Inbox and outbox: folders that are watched…", (), "window"),
    Verb("sandbox", "What the decoder is kept from", (), "window"),
    Verb("about", "About Moderator", (), "window"),
    Verb("quit", "Quit", ("Ctrl+Shift+Q",), "window"),
    Verb("queue.toggle", "Show or hide the queue", ("Q",), "window"),
    Verb("queue.search", "Search the queue", ("/", "Ctrl+F"), "window"),
    Verb("queue.second", "Second opinions that wait for you", ("Ctrl+Shift+N",), "queue"),
    Verb("queue.save", "Save this filter…", ("Ctrl+S",), "queue"),
    *_numbered("queue.saved", "Saved filter {}", "Ctrl+", "queue", 9),
    Verb("case.open", "Open the chosen case", ("Return", "Enter"), "queue"),
    Verb("case.next", "Next case", ("Ctrl+Right",), "window"),
    Verb("case.offer", "The case to decide next, by due time, skill and value", ("Ctrl+N",), "window"),
    Verb("case.close", "Back to the queue", ("Ctrl+W",), "case"),
    Verb("side.left", "Hide or show the left side", ("Ctrl+[",), "window"),
    Verb("side.right", "Hide or show the right side", ("Ctrl+]",), "case"),
    Verb("side.both", "Hide or show both sides", ("F9",), "case"),
    Verb("findings", "What the papers say: procedural findings", ("Alt+P",), "case"),
    Verb("text.translation", "Original or translation", ("T",), "case"),
    *_numbered("picture.listing", "Listing photo {}", "", "picture", 9),
    *_numbered("picture.evidence", "Evidence {}", "Shift+", "picture", 9),
    Verb("compare.side", "Side by side", ("V",), "picture"),
    Verb("compare.wipe", "Wipe between listing and evidence", ("W",), "picture"),
    Verb("compare.blink", "Blink between listing and evidence", ("B",), "picture"),
    Verb("compare.overlay", "Lay the listing over the evidence", ("E",), "picture"),
    Verb("compare.difference", "Difference of listing and evidence", ("D",), "picture"),
    Verb("compare.loupe", "Twin loupe at the pointer", ("Z",), "picture"),
    Verb("compare.align", "Align listing and evidence", ("A",), "picture"),
    Verb("compare.pins", "Align by pins", ("Shift+A",), "picture"),
    Verb("compare.less", "Wipe, opacity, rate, threshold or loupe: less", ("Shift+Left",), "picture"),
    Verb("compare.more", "Wipe, opacity, rate, threshold or loupe: more", ("Shift+Right",), "picture"),
    Verb("compare.previous", "Turn the wipe back; difference before", ("Shift+Up",), "picture"),
    Verb("compare.next", "Turn the wipe; next difference", ("Shift+Down",), "picture"),
    Verb("hand.left", "Move the listing left over the evidence", ("Ctrl+Alt+Left",), "picture"),
    Verb("hand.right", "Move the listing right over the evidence", ("Ctrl+Alt+Right",), "picture"),
    Verb("hand.up", "Move the listing up over the evidence", ("Ctrl+Alt+Up",), "picture"),
    Verb("hand.down", "Move the listing down over the evidence", ("Ctrl+Alt+Down",), "picture"),
    Verb("hand.larger", "Make the listing larger over the evidence", ("Ctrl+Alt++", "Ctrl+Alt+="), "picture"),
    Verb("hand.smaller", "Make the listing smaller over the evidence", ("Ctrl+Alt+-",), "picture"),
    Verb("hand.turn", "Turn the listing over the evidence", ("Ctrl+Alt+PgDown",), "picture"),
    Verb("hand.back", "Turn the listing back over the evidence", ("Ctrl+Alt+PgUp",), "picture"),
    Verb("colour", "Colours of two patches, and a grey point", ("C",), "picture"),
    Verb("measure", "Measure", ("R",), "picture"),
    Verb("measure.plane", "Calibrate by a rectangle", ("Shift+R",), "picture"),
    Verb("annotate", "Annotate", ("N",), "picture"),
    Verb("redact", "Redact", ("Shift+N",), "picture"),
    Verb("adjust", "Adjust brightness, contrast, levels, sharpness…", ("Ctrl+B",), "picture"),
    Verb("adjust.right", "Turn the picture right", ("Ctrl+R",), "picture"),
    Verb("adjust.left", "Turn the picture left", ("Ctrl+Shift+R",), "picture"),
    Verb("adjust.flip", "Flip the picture", ("Ctrl+H",), "picture"),
    Verb("adjust.grey", "Greyscale", ("Ctrl+G",), "picture"),
    Verb("adjust.reset", "Undo all adjustments", ("Ctrl+0",), "picture"),
    Verb("zoom.in", "Zoom in", ("+", "="), "picture"),
    Verb("zoom.out", "Zoom out", ("-",), "picture"),
    Verb("zoom.actual", "Actual size, 1:1", ("0",), "picture"),
    Verb("zoom.fit", "Fit", ("F",), "picture"),
    Verb("arrow.left", "Pan left; in a video the frame before", ("Left",), "picture"),
    Verb("arrow.right", "Pan right; in a video the next frame", ("Right",), "picture"),
    Verb("pan.left", "Pan left", ("Alt+Left",), "picture"),
    Verb("pan.right", "Pan right", ("Alt+Right",), "picture"),
    Verb("pan.up", "Pan up", ("Up", "Alt+Up"), "picture"),
    Verb("pan.down", "Pan down", ("Down", "Alt+Down"), "picture"),
    Verb("zoom.link", "Zoom and pan in step", ("Ctrl+L",), "picture"),
    Verb("page.previous", "Page before", ("PgUp",), "picture"),
    Verb("page.next", "Next page", ("PgDown",), "picture"),
    Verb("pane.other", "Show this file in the other pane", ("P",), "picture"),
    Verb("pane.switch", "Work in the other pane", ("Shift+P",), "picture"),
    Verb("exhibit.take", "Take as exhibit", ("X",), "picture"),
    Verb("exhibit.region", "Choose a region as exhibit", ("Shift+X",), "picture"),
    Verb("peek", "Hold to look at what is blurred", ("H",), "window"),
    Verb("blur", "Blur all evidence, or show it", ("Shift+H",), "window"),
    Verb("file.again", "Try again to show this file", ("F5",), "picture"),
    Verb("file.details", "Details of this file", ("Ctrl+I",), "picture"),
    Verb("file.save", "Save the original of this file…", ("Shift+S",), "picture"),
    Verb("file.stop", "Stop reading this file", ("Esc",), "picture"),
    Verb("video.play", "Play or pause", ("Space",), "film"),
    Verb("video.back", "Play backwards, faster", ("J",), "film"),
    Verb("video.pause", "Pause", ("K",), "film"),
    Verb("video.forward", "Play forwards, faster", ("L",), "film"),
    Verb("video.slower", "Play slower", ("<",), "film"),
    Verb("video.faster", "Play faster", (">",), "film"),
    Verb("video.sound", "Sound on or off", ("S",), "video"),
    Verb("frame.previous", "Frame before", (",",), "film"),
    Verb("frame.next", "Next frame", (".",), "film"),
    Verb("second.previous", "One second back", ("Ctrl+,",), "film"),
    Verb("second.next", "One second on", ("Ctrl+.",), "film"),
    Verb("seconds.previous", "Five seconds back", ("Alt+,",), "film"),
    Verb("seconds.next", "Five seconds on", ("Alt+.",), "film"),
    Verb("video.goto", "Go to a time or frame…", ("G",), "film"),
    Verb("tie", "Tie the two videos here, or untie them", ("Shift+T",), "film"),
    Verb("tie.back", "Tied: the left video a frame back", ("Ctrl+PgUp",), "film"),
    Verb("tie.on", "Tied: the left video a frame on", ("Ctrl+PgDown",), "film"),
    Verb("tie.go", "To the event that ties the videos", ("Ctrl+T",), "film"),
    Verb("cut.previous", "Cut before", ("Ctrl+Alt+,",), "video"),
    Verb("cut.next", "Next cut", ("Ctrl+Alt+.",), "video"),
    Verb("best.previous", "Best frame before", ("[",), "video"),
    Verb("best.next", "Next of the best frames", ("]",), "video"),
    Verb("code.previous", "Code read before", ("Alt+J",), "video"),
    Verb("code.next", "Next code that was read", ("Alt+L",), "video"),
    Verb("item.previous", "Frame before with the listing's item", ("{",), "video"),
    Verb("item.next", "Next frame with the listing's item", ("}",), "video"),
    Verb("video.range_start", "Range starts here", ("I",), "video"),
    Verb("video.range_end", "Range ends here", ("O",), "video"),
    Verb("video.mark", "Mark this frame or range", ("M",), "video"),
    Verb("mark.previous", "Mark before", ("Shift+J",), "video"),
    Verb("mark.next", "Next mark", ("Shift+L",), "video"),
    Verb("mark.remove", "Remove this mark", ("Del",), "video"),
    Verb("mark.list", "List of the marks", ("Shift+M",), "video"),
    Verb("video.loop", "Play the range in a loop", ("Shift+Space",), "video"),
    *(Verb(f"outcome.{n}", text, (f"Alt+{n}",), "verdict") for n, text in enumerate(_OUTCOMES, 1)),
    Verb("question.next", "Next open question", ("Ctrl+Down",), "verdict"),
    Verb("question.previous", "Open question before", ("Ctrl+Up",), "verdict"),
    Verb("answer.yes", "Answer: yes", ("Y",), "question"),
    Verb("answer.no", "Answer: no", ("N",), "question"),
    Verb("answer.unknown", "Answer: not established", ("U",), "question"),
    Verb("money", "To the money", ("Alt+M",), "verdict"),
    Verb("money.grid", "The loss-of-value grid…", ("Alt+G",), "verdict"),
    Verb("clause", "Choose the clause", ("Alt+C",), "verdict"),
    Verb("statement", "To the statement", ("Alt+S",), "verdict"),
    Verb("statement.template", "Begin the statement from a template…", ("Alt+T",), "verdict"),
    Verb("statement.fill", "Fill in the blanks of the statement", ("Alt+F",), "verdict"),
    Verb("annex", "DSA annex…", ("Alt+D",), "verdict"),
    Verb("decide", "Decide", ("Ctrl+Return", "Ctrl+Enter"), "verdict"),
    Verb("draft.undo", "Undo in the draft", ("Ctrl+Z",), "case"),
    Verb("draft.redo", "Redo in the draft", ("Ctrl+Shift+Z",), "case"),
    Verb("verdict.reverse", "Reverse this decision…", ("Ctrl+Alt+R",), "case"),
    Verb("verdict.appeal", "Decide the appeal…", ("Ctrl+Alt+A",), "case"),
    Verb("verdict.like", "Begin like another decision…", ("Ctrl+Alt+L",), "verdict"),
    Verb("claim.take", "Take this case over", ("Ctrl+Alt+T",), "case"),
    Verb("claim.show", "Show the case as it stands now", ("Ctrl+Alt+N",), "case"),
    Verb("second.decline", "Show the decision instead of giving an opinion…", ("Ctrl+Alt+D",), "case"),
    Verb("claim.compare", "Both verdicts side by side", ("Ctrl+Alt+B",), "case"),
    Verb("claim.recuse", "Step back from this case…", ("Ctrl+Alt+X",), "case"),
    Verb("claim.reassign", "Give this case to somebody…", ("Ctrl+Alt+G",), "case"),
    Verb("claim.free", "Release this case from who has it…", ("Ctrl+Alt+F",), "case"),
    Verb("case.lock", "Report and lock this case…", ("Ctrl+Alt+P",), "case"),
    Verb("verdict.withdraw", "Take the last verdict back", ("Ctrl+Alt+Z",), "window"),
)

_WORDS = {
    "Return": "⏎", "Enter": "⏎", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Del": "⌫", "Space": "Space",
}  # fmt: skip


class Actions(QObject):
    """One QAction per verb. A verb that nobody listens to is disabled; letters do nothing while typing."""

    changed = Signal()
    """Keys or what is possible changed; key caps follow it."""

    def __init__(self, remapped: Mapping[str, Sequence[str]] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.verbs = {verb.name: verb for verb in VERBS}
        self._actions = {verb.name: QAction(translated(verb), self) for verb in VERBS}
        self._off: set[str] = set()
        self._wired: set[str] = set()
        self._scopes = {"window", "queue"}
        for name, action in self._actions.items():
            action.setObjectName(name)
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setShortcuts([QKeySequence(key) for key in self.verbs[name].keys])
        self.remap(remapped or {})
        self._refresh()

    def attach(self, window: QWidget) -> None:
        """Makes the keys work in `window`, but for those that the focused field needs itself."""
        window.addActions(list(self._actions.values()))
        window.installEventFilter(self)

    def on(self, name: str, slot: Callable[[], object]) -> None:
        """Calls `slot()`, a bound method of a QObject, when the verb is used. Raises KeyError for an unknown verb."""
        action = self._actions[name]
        action.triggered.connect(slot)
        self._wired.add(name)
        self._refresh(name)

    def enable(self, name: str, possible: bool) -> None:
        """Says whether the verb can be used at the moment, within its scope."""
        if possible == (name not in self._off):
            return
        self._off.symmetric_difference_update({name})
        self._refresh(name)
        self.changed.emit()

    def set_scope(self, scope: str, active: bool) -> None:
        """Turns all verbs of a scope on or off: a case is open, a video is in the pane, a question has the focus."""
        if active == (scope in self._scopes):
            return
        self._scopes.symmetric_difference_update({scope})
        self._refresh()
        self.changed.emit()

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def trigger(self, name: str) -> None:
        """Uses the verb as if its key had been pressed; nothing happens while it is disabled."""
        self._actions[name].trigger()

    def text(self, name: str) -> str:
        """What the verb does, in words."""
        return self._actions[name].text()

    def caption(self, name: str) -> str:
        """What stands in the key cap: the first key of the verb, "Ctrl K"; empty if it has none."""
        keys = self._actions[name].shortcuts()
        return caption(keys[0]) if keys else ""

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of the verb in portable spelling, "Ctrl+K"."""
        portable = QKeySequence.SequenceFormat.PortableText
        return tuple(key.toString(portable) for key in self._actions[name].shortcuts())

    @property
    def unheard(self) -> tuple[str, ...]:
        """The verbs that nobody listens to yet; those of a case are wired when the first one is opened."""
        return tuple(verb.name for verb in VERBS if verb.name not in self._wired)

    def remap(self, keys: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Sets the keys of the verbs named; an empty list takes all away. Returns the names that are no verbs."""
        for name in keys:
            if name in self._actions:
                self._actions[name].setShortcuts([QKeySequence(key) for key in keys[name] if key])
        self.changed.emit()
        return tuple(name for name in keys if name not in self._actions)

    def conflicts(self) -> tuple[tuple[str, str, str], ...]:
        """Keys that two verbs claim: (key, verb, verb). A focused question may borrow the key of another verb."""
        claimed: dict[tuple[str, bool], str] = {}
        found = []
        for name in self._actions:
            for key in self.keys(name):
                at = key, self.verbs[name].scope == BORROWS
                if at in claimed:
                    found.append((key, claimed[at], name))
                claimed.setdefault(at, name)
        return tuple(found)

    def _borrowed(self) -> set[str]:
        """The keys that the focused question has taken from the verbs around it; none where no question has focus."""
        if BORROWS not in self._scopes:
            return set()
        return {key for name, verb in self.verbs.items() if verb.scope == BORROWS for key in self.keys(name)}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps a key from being a shortcut where the focused widget needs it for itself.

        The question travels from the focused widget up to the window, where it is answered if nobody did before.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focus = QApplication.focusWidget()
            if focus is not None and wants(focus, event.keyCombination().key(), event.modifiers()):
                event.accept()
                return True
            if self._use_by_position(event):
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _use_by_position(self, event: QKeyEvent) -> bool:
        """The digits are bound by position: true if that was one, and used."""
        wanted = digit_row(event)
        name = next((name for name in self._actions if wanted in self.keys(name)), "") if wanted else ""
        if not name or not self._actions[name].isEnabled():
            return False
        self._actions[name].trigger()
        return True

    def _refresh(self, *names: str) -> None:
        borrowed = self._borrowed()
        for name in names or tuple(self._actions):
            scope = self.verbs[name].scope
            scoped = scope in self._scopes and (scope == BORROWS or borrowed.isdisjoint(self.keys(name)))
            self._actions[name].setEnabled(scoped and name in self._wired and name not in self._off)


def translated(verb: Verb) -> str:
    return QCoreApplication.translate("Verbs", verb.text)


def caption(keys: QKeySequence) -> str:
    """A key sequence as a cap shows it: "Ctrl ⏎", "Shift 1"."""
    portable = keys.toString(QKeySequence.SequenceFormat.PortableText)
    if portable.endswith("++") or portable == "+":
        parts = [*portable[:-1].strip("+").split("+"), "+"]
    else:
        parts = portable.split("+")
    return " ".join(_WORDS.get(part, part) for part in parts if part)


_ARROWS = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip
_PRESS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def is_typing(widget: QWidget) -> bool:
    """Whether keys write text in this widget."""
    if _is(widget, "QLineEdit", "QPlainTextEdit", "QTextEdit"):
        return not widget.property("readOnly")
    if _is(widget, "QComboBox"):
        return bool(widget.property("editable"))
    return _is(widget, "QAbstractSpinBox")


def wants(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether the focused `widget` needs this key: letters where text is typed, arrows in lists, Space on a button.

    A widget of ours names such keys in its property `ownKeys`, a list of Qt.Key values.
    """
    if modifiers & _COMMAND:
        return False
    if _owns(widget, key):
        return True
    if is_typing(widget):
        return key != Qt.Key.Key_Escape and not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    if _is(widget, "QAbstractItemView", "QComboBox"):
        return key in _ARROWS or (key in _PRESS and bool(widget.property("usesReturn")))
    if _is(widget, "QAbstractSlider", "QTabBar"):
        return key in _ARROWS
    return _is(widget, "QAbstractButton") and key in _PRESS


def _owns(widget: QWidget | None, key: Qt.Key) -> bool:
    """Whether the widget claims the key; Escape also where what it stands in does, such as a popover."""
    while widget is not None:
        own: Iterable[int] = widget.property("ownKeys") or ()
        if int(key) in own:
            return True
        widget = widget.parentWidget() if key == Qt.Key.Key_Escape else None
    return False


def _is(widget: QWidget, *classes: str) -> bool:
    """By name: a dozen Python types less to make before the first paint."""
    return any(widget.inherits(name) for name in classes)
