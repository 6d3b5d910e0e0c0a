"""Plain SVG, drawn by hand: no plot library for three pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 320, 56, 44, 40, 150
COLOURS = ("#0b5fa5", "#b3541e", "#3a7d44", "#6b4e9b", "#555555")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4")


def curves(path: Path, title: str, unit: str, series: Mapping[str, Sequence[float]]) -> None:
    """Write the share of trainees (y) for whom something took at most so long (x), a line a series."""
    lines = {name: sorted(values) for name, values in series.items() if values}
    most = nice(max((values[-1] for values in lines.values()), default=1.0))
    parts = [_text(LEFT, 22, title, size=15), *_grid(most, unit)]
    for place, (name, values) in enumerate(lines.items()):
        points = [(0.0, 0.0)]
        for count, value in enumerate(values, start=1):
            points += [(value, (count - 1) / len(values)), (value, count / len(values))]
        points.append((most, 1.0))
        drawn = " ".join(f"{_x(value, most):.1f},{_y(share):.1f}" for value, share in points)
        style = f'fill="none" stroke="{COLOURS[place % 5]}" stroke-width="2.5"'
        parts.append(f'<polyline points="{drawn}" {style} stroke-dasharray="{DASHES[place % 5]}"/>')
        height = TOP + 16 + 22 * place
        start = WIDTH - RIGHT + 10
        parts.append(
            f'<line x1="{start}" y1="{height - 4}" x2="{start + 26}" y2="{height - 4}" {style} '
            f'stroke-dasharray="{DASHES[place % 5]}"/>'
        )
        parts.append(_text(start + 32, height, name, size=12))
    _write(path, title, parts)


def nice(value: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten."""
    power = 0.001
    while True:
        for step in (1, 2, 5):
            if step * power >= value:
                return step * power
        power *= 10


def _x(value: float, most: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(value, most) / most


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share


def _grid(most: float, unit: str) -> list[str]:
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _y(share)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{share:.0%}", anchor="end"))
        x = _x(most * share, most)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{_y(0):.1f}" stroke="#eee"/>')
        parts.append(_text(x, HEIGHT - BOTTOM + 18, f"{most * share:g}", anchor="middle"))
    parts.append(_text(_x(most / 2, most), HEIGHT - 8, unit, anchor="middle"))
    return parts


def _text(x: float, y: float, text: str, *, size: int = 12, anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} font-family="sans-serif" fill="#222">{escape(text)}</text>'


def _write(path: Path, title: str, parts: Sequence[str]) -> None:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    background = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    body = "\n".join((head, f"<title>{escape(title)}</title>", background, *parts, "</svg>"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body + "\n", "utf-8")
