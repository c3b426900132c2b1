"""About: version, licence, what it is made of, and the credit that the sample pictures ask for."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from moderator import __version__
from ui.theme import GAP
from ui.views.bits import Heading, Label

PARTS = (
    ("PySide6_Essentials", "LGPL-3.0"),
    ("sqlmodel", "MIT"),
    ("SQLAlchemy", "MIT"),
    ("alembic", "MIT"),
    ("opencv-python-headless", "Apache-2.0, with FFmpeg (LGPL-2.1)"),
    ("av", "BSD-3-Clause, with FFmpeg (LGPL-2.1)"),
    ("numpy", "BSD-3-Clause"),
    ("pillow", "MIT-CMU"),
    ("pillow_heif", "BSD-3-Clause, with libheif (LGPL-3.0)"),
    ("pypdfium2", "Apache-2.0 or BSD-3-Clause"),
    ("reportlab", "BSD"),
    ("uharfbuzz", "Apache-2.0"),
    ("python-bidi", "LGPL-3.0"),
    ("fonttools", "MIT"),
    ("platformdirs", "MIT"),
)
"""What runs inside, with the licence of each."""

SHOE = "https://github.com/KhronosGroup/glTF-Sample-Assets/tree/main/Models/MaterialsVariantsShoe"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def version_of(name: str) -> str:
    """The installed version of a package; a dash where it is not there."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "—"


class About(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Moderator"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(f"Moderator {__version__}", size="title", weight="bold"))
        what = self.tr("For the moderators of a marketplace, who decide disputes between buyers and sellers.")
        layout.addWidget(Label(what, tone="second", wrap=True))
        licence = self.tr("Licensed under the Apache License 2.0. There is no warranty of any kind.")
        layout.addWidget(Label(licence, tone="second", wrap=True))
        layout.addSpacing(2 * GAP)
        layout.addWidget(Heading(self.tr("Sample cases")))
        shoe = self.tr("“Materials Variants Shoe” by Shopify, © 2021, CC BY 4.0, modified: repainted, marks removed.")
        layout.addWidget(self._selectable(f"{shoe}\n{SHOE}\n{CC_BY}"))
        others = self.tr(
            "“Boom Box” by Microsoft and the “interior” light by Greg Zaal (HDRI Haven), both CC0 1.0. All other "
            "pictures were made for this project; every brand, shop, person and number in them is invented."
        )
        layout.addWidget(Label(others, tone="second", size="normal", wrap=True))
        layout.addSpacing(2 * GAP)
        layout.addWidget(Heading(self.tr("Made with")))
        layout.addLayout(self._parts())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addSpacing(2 * GAP)
        layout.addWidget(buttons)
        self.setMinimumWidth(560)

    def _selectable(self, text: str) -> Label:
        label = Label(text, tone="second", size="normal", wrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _parts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        rows = [("Python", platform.python_version(), "PSF-2.0"), ("Qt", qVersion(), "LGPL-3.0")]
        rows += [(name, version_of(name), licence) for name, licence in PARTS]
        for n, cells in enumerate(rows):
            for k, cell in enumerate(cells):
                grid.addWidget(Label(cell, size="small", tone="second" if k else ""), n, k)
        return grid
