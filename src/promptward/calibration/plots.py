"""Plots as SVG, drawn by hand: they stand in the page itself and load nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, ROW, TOP, BOTTOM = 760, 210, 24, 28, 16, 34
APART = 9
NAMESPACE = "http://www.w3.org/2000/svg"
INK, PALE, BLUE, BROWN = "#1d2b33", "#c9d3d8", "#0b5a8a", "#8a4b0b"


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure on a row: a shape tells what it is, so that colour is never alone.

    `shape` is dot, ring, square or diamond; `span` the ends of its interval.
    """

    value: float | None
    shape: str
    name: str
    span: Sequence[float | None] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a plot."""

    name: str
    marks: tuple[Mark, ...]


def plot(
    title: str,
    rows: Sequence[Row],
    *,
    low: float = 0.0,
    high: float = 1.0,
    lines: Sequence[tuple[float, str]] = (),
    step: float = 0.1,
) -> str:
    """Rows of marks over one axis from `low` to `high`; `lines` are what must be reached."""
    height = TOP + ROW * len(rows) + BOTTOM
    axis = _Axis(low, high)
    pieces = [
        f'<svg xmlns="{NAMESPACE}" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title>",
        *_grid(axis, height, step),
        *_bars(axis, height, lines),
    ]
    for place, row in enumerate(rows):
        y = TOP + ROW * place + ROW / 2
        pieces.append(f'<text x="{LEFT - 12}" y="{y + 5:.1f}" text-anchor="end">{escape(row.name)}</text>')
        spans = sum(mark.span is not None for mark in row.marks)
        for order, mark in enumerate(row.marks):
            # Two intervals on a row stand one above the other, or one would hide the other.
            shift = (order - (spans - 1) / 2) * APART if spans > 1 else 0
            pieces += _mark(axis, y + shift, mark, row.name)
    return "\n".join([*pieces, "</svg>"])


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)


def _grid(axis: _Axis, height: int, step: float) -> Iterator[str]:
    count = round((axis.high - axis.low) / step)
    for tick in range(count + 1):
        value = axis.low + tick * step
        x, foot = axis.x(value), height - BOTTOM
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{foot}" stroke="{PALE}" stroke-width="1"/>'
        yield f'<text x="{x:.1f}" y="{foot + 20}" text-anchor="middle">{shown(value, 2)}</text>'


def _bars(axis: _Axis, height: int, lines: Sequence[tuple[float, str]]) -> Iterator[str]:
    for value, name in lines:
        x = axis.x(value)
        yield (
            f'<line x1="{x:.1f}" y1="{TOP - 8}" x2="{x:.1f}" y2="{height - BOTTOM}" stroke="{INK}" '
            f'stroke-width="1.5" stroke-dasharray="5 4"><title>{escape(name)}</title></line>'
        )


def _mark(axis: _Axis, y: float, mark: Mark, row: str) -> Iterator[str]:
    if mark.value is None:
        return
    said = f"<title>{escape(row)}: {escape(mark.name)} {shown(mark.value)}</title>"
    colour = {"dot": BLUE, "ring": BROWN}.get(mark.shape, INK)
    if mark.span and None not in mark.span:
        first, last = (axis.x(end) for end in mark.span if end is not None)
        yield (
            f'<line x1="{first:.1f}" y1="{y:.1f}" x2="{last:.1f}" y2="{y:.1f}" stroke="{colour}" '
            'stroke-width="3" stroke-linecap="round" opacity="0.55"/>'
        )
    x = axis.x(mark.value)
    if mark.shape == "dot":
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}">{said}</circle>'
    elif mark.shape == "ring":
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="#fff" stroke="{colour}" '
            f'stroke-width="2.5">{said}</circle>'
        )
    else:
        turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if mark.shape == "diamond" else ""
        yield (
            f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="#fff" stroke="{colour}" '
            f'stroke-width="1.8"{turn}>{said}</rect>'
        )


def shown(value: float | None, digits: int = 3) -> str:
    """A figure for people; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"
