"""A row that goes on in the next line where it is full, as Discord's rows of buttons do."""

from textual.containers import Container
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget


class FlowLayout(Layout):
    """Puts widgets beside each other, and below where the width ends."""

    name = "flow"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Place each child behind the last one, or in a new line."""
        placements: list[WidgetPlacement] = []
        x = y = height = 0
        gap_below = 0 if parent.screen.has_class("-short") else 1
        for child in children:
            width = child.get_content_width(size, parent.app.size) + child.gutter.width
            width = min(width, max(1, size.width))
            rows = child.get_content_height(size, parent.app.size, width) + child.gutter.height
            if x and x + width > size.width:
                x, y, height = 0, y + height + gap_below, 0
            placements.append(
                WidgetPlacement(Region(x, y, width, rows), Offset(0, 0), Spacing(0, 0, 0, 0), child)
            )
            x += width + 1
            height = max(height, rows)
        return placements


class Flow(Container):
    """A container whose children flow."""

    DEFAULT_CSS = "Flow { height: auto; width: 1fr; }"

    @property
    def layout(self) -> Layout:
        """Let the children flow."""
        return FlowLayout()
