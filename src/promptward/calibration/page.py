"""The grader card as a page: one file that loads nothing, readable on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from promptward.calibration.limits import CANNOT, METHOD, REFERENCES, SUMMARY_EN, SUMMARY_VI
from promptward.calibration.plots import Mark, Row, plot, shown
from promptward.text import Localized

STYLE = """
body{font:17px/1.6 system-ui,"Segoe UI",sans-serif;color:#1d2b33;max-width:60rem;margin:2rem auto;
padding:0 1rem}
h1,h2{line-height:1.25}h2{margin-top:2.5rem}
table{border-collapse:collapse;width:100%;font-size:.86rem}.wide{overflow-x:auto}
th,td{border-bottom:1px solid #c9d3d8;padding:.3rem .5rem;text-align:right;vertical-align:top}
th:first-child,td:first-child,td.text{text-align:left}th{background:#f2f5f6}
svg{width:100%;height:auto;font:13px system-ui,sans-serif;fill:#1d2b33}
.key{font-size:.9rem}.low{font-weight:700;text-decoration:underline}
code{font-size:.82rem;overflow-wrap:anywhere}
"""
KEY = (
    "Dot: the checks, the bar its 95 % interval. Diamond: the two labellers with each other. "
    "Square: the better constant answer. Dashed lines: what must be reached."
)


def as_page(card: Mapping[str, Any], titles: Mapping[str, Localized]) -> str:
    """The whole page; `titles` are those of the criteria."""
    body = [
        "<h1>How far the checks agree with people</h1>",
        f'<p lang="vi">{escape(SUMMARY_VI)}</p>',
        f"<p>{escape(SUMMARY_EN)}</p>",
        *_in_short(card),
        *_by_criterion(card, titles),
        *_by_language(card, titles),
        *_by_slice(card, "roles", "By role"),
        *_by_slice(card, "lengths", "By length, in words (Vietnamese: syllables)"),
        *_confusions(card, titles),
        *_listed("What the checks cannot do", CANNOT),
        *_listed("How it was measured", METHOD),
        *_listed("References", REFERENCES),
        _stamp(card),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>PromptWard grader card</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _stamp(card: Mapping[str, Any]) -> str:
    checks, labelled = escape(card["grader"]), escape(card["set"]["digest"])
    engine = escape(card["engine"])
    return f"<p>Engine {engine}; checks <code>{checks}</code>; labelled set <code>{labelled}</code>.</p>"


def _in_short(card: Mapping[str, Any]) -> list[str]:
    own, bars, labellers = card["overall"], card["bars"], card["labellers"]
    rows = [
        [
            f"Checks, {card['set']['name']} set ({card['set']['prompts']} prompts)",
            _with(own, "mean_f1"),
            _lowest(own),
        ]
    ]
    if locked := card.get("locked"):
        other = "" if locked["grader"] == card["grader"] else ", with an earlier version of the checks"
        name = f"Checks, locked set ({locked['prompts']} prompts{other})"
        rows.append([name, _with(locked, "mean_f1"), _lowest(locked)])
    if labellers:
        name = f"Two labellers with each other ({labellers['prompts']} prompts)"
        rows.append([name, shown(labellers["mean_f1"]), _lowest(labellers)])
    constant = [max(_known(one, ("always_met", "always_missed"))) for one in own["criteria"].values()]
    rows.append(["The better constant answer", shown(sum(constant) / len(constant)), shown(min(constant))])
    rows.append(["To be reached on our own locked third", shown(bars["own_locked"]), ""])
    rows.append(
        ["To be reached on prompts we did not write", shown(bars["mean_f1"]), shown(bars["criterion"])]
    )
    return ["<h2>In short</h2>", _table(["", "mean F1 over all criteria", "lowest criterion"], rows)]


def _by_criterion(card: Mapping[str, Any], titles: Mapping[str, Localized]) -> list[str]:
    criteria, labellers = card["overall"]["criteria"], card["labellers"].get("criteria", {})
    rows = [
        Row(
            _title(titles, name),
            (
                Mark(max(_known(one, ("always_met", "always_missed"))), "square", "constant answer"),
                Mark(labellers.get(name, {}).get("mean_f1"), "diamond", "labellers"),
                Mark(one["mean_f1"], "dot", "checks", one["mean_f1_interval"]),
            ),
        )
        for name, one in criteria.items()
    ]
    lines = [
        (card["bars"]["mean_f1"], "mean to reach"),
        (card["bars"]["criterion"], "least of any criterion"),
    ]
    head = [
        "criterion", "met / missed", "F1 of met", "F1 of missed", "mean F1", "κ", "falsely missed",
        "falsely met", "always met", "always missed", "labellers agree", "labellers' κ", "unscored",
    ]  # fmt: skip
    table = [
        [
            _title(titles, name) + (" (few)" if one["few"] else ""),
            f"{one['met']} / {one['missed']}",
            *(_with(one, figure) for figure in ("f1_met", "f1_missed", "mean_f1", "kappa")),
            *(_with(one, figure) for figure in ("false_missed", "false_met")),
            shown(one["always_met"]),
            shown(one["always_missed"]),
            shown(labellers.get(name, {}).get("agreement")),
            shown(labellers.get(name, {}).get("kappa")),
            str(one["unscored"]),
        ]
        for name, one in criteria.items()
    ]
    return [
        "<h2>By criterion</h2>",
        plot("Mean F1 of each criterion with its 95 % interval", rows, low=0.3, lines=lines),
        f'<p class="key">{KEY}</p>',
        _table(head, table),
    ]


def _by_language(card: Mapping[str, Any], titles: Mapping[str, Localized]) -> list[str]:
    languages, gap = card["languages"], card["vi_minus_en"]
    if not gap:
        return []
    shapes = {"vi": "dot", "en": "ring"}
    rows = [
        Row(
            _title(titles, name),
            tuple(
                Mark(
                    languages[lang]["criteria"][name]["mean_f1"],
                    shape,
                    lang,
                    languages[lang]["criteria"][name]["mean_f1_interval"],
                )
                for lang, shape in shapes.items()
            ),
        )
        for name in gap["criteria"]
    ]
    table = [
        [
            _title(titles, name),
            *(shown(languages[lang]["criteria"][name]["mean_f1"]) for lang in shapes),
            _with(one, "mean_f1"),
        ]
        for name, one in gap["criteria"].items()
    ]
    whole = ["all criteria", *(shown(languages[lang]["mean_f1"]) for lang in shapes), _with(gap, "mean_f1")]
    return [
        "<h2>Vietnamese and English</h2>",
        plot("Mean F1 of each criterion in Vietnamese and English", rows, low=0.5),
        '<p class="key">Dot: Vietnamese. Ring: English. Bars: 95 % intervals.</p>',
        _table(["criterion", "Vietnamese", "English", "difference"], [whole, *table]),
    ]


def _by_slice(card: Mapping[str, Any], key: str, title: str) -> list[str]:
    slices = card[key]
    rows = [
        Row(name, (Mark(one["mean_f1"], "dot", "checks", one["mean_f1_interval"]),))
        for name, one in slices.items()
    ]
    head = ["", "prompts", "mean F1", "decisions alike", "nine: falsely missed", "nine: falsely met",
            "gates: overlooked", "gates: falsely accused"]  # fmt: skip
    table = [
        [
            name,
            str(one["prompts"]),
            _with(one, "mean_f1"),
            shown(one["agreement"]),
            *(
                shown(one[group][rate])
                for group in ("nine", "gates")
                for rate in ("false_missed", "false_met")
            ),
        ]
        for name, one in slices.items()
    ]
    return [f"<h2>{escape(title)}</h2>", plot(f"Mean F1: {title}", rows, low=0.5), _table(head, table)]


def _confusions(card: Mapping[str, Any], titles: Mapping[str, Localized]) -> list[str]:
    said = {"false_missed": "falsely missed", "false_met": "falsely met"}
    rows = [
        [_title(titles, name), said[one["kind"]], one["text"], "; ".join(one["quotes"])]
        for name, examples in card["examples"].items()
        for one in examples
    ]
    if not rows:
        return []
    head = ["criterion", "the check says", "prompt, masked and shortened", "what the check quoted"]
    return ["<h2>Where checks and people disagree</h2>", _table(head, rows, text=True)]


def _listed(title: str, lines: Iterable[str]) -> list[str]:
    return [f"<h2>{escape(title)}</h2>", "<ul>", *(f"<li>{escape(line)}</li>" for line in lines), "</ul>"]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, text: bool = False) -> str:
    kind = ' class="text"' if text else ""
    lines = [
        '<div class="wide" tabindex="0"><table>',
        "<thead><tr>",
        *(f'<th scope="col">{escape(cell)}</th>' for cell in head),
    ]
    lines.append("</tr></thead><tbody>")
    for first, *rest in rows:
        cells = "".join(f"<td{kind}>{escape(cell)}</td>" for cell in rest)
        lines.append(f"<tr><td>{escape(first)}</td>{cells}</tr>")
    return "\n".join([*lines, "</tbody></table></div>"])


def _with(figures: Mapping[str, Any], name: str) -> str:
    """A figure and its interval."""
    ends = figures.get(f"{name}_interval")
    return shown(figures[name]) + (f" ({shown(ends[0], 2)}–{shown(ends[1], 2)})" if ends else "")


def _lowest(figures: Mapping[str, Any]) -> str:
    known = [
        (one["mean_f1"], name) for name, one in figures["criteria"].items() if one["mean_f1"] is not None
    ]
    return f"{shown(min(known)[0])} ({min(known)[1]})" if known else "–"


def _known(figures: Mapping[str, Any], names: Iterable[str]) -> list[float]:
    return [figures[name] for name in names if figures[name] is not None] or [0.0]


def _title(titles: Mapping[str, Localized], name: str) -> str:
    return titles[name].get("en") if name in titles else name
