"""Makes `datasets/bp-screening.csv`: one morning of blood-pressure screening in an invented commune.

Nobody in it exists. Ages and pressures are drawn from one seeded generator; the mistakes and the true values
that only look like mistakes are put in afterwards, by hand. Run it again and the file is the same:

    python datasets/generate/bp_screening.py
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

SEED = 20261122
ROWS = 36
COLUMNS = ("slip", "age", "sex", "systolic", "diastolic", "readings")
TABLE = Path(__file__).parents[1] / "bp-screening.csv"

STRANGE_BUT_TRUE = {
    "P04": {"age": "58", "systolic": "220", "diastolic": "130", "readings": "3"},
    "P20": {"age": "31", "systolic": "84", "diastolic": "52", "readings": "3"},
    "P25": {"age": "101", "systolic": "138", "diastolic": "76", "readings": "2"},
}
PLANTED = {
    "P09": {"systolic": "128", "diastolic": "", "readings": "1"},  # missing
    "P13": {"systolic": "15", "diastolic": "9", "readings": "2"},  # three slips in centimetres of mercury
    "P14": {"systolic": "13", "diastolic": "8", "readings": "1"},
    "P15": {"systolic": "12", "diastolic": "7", "readings": "1"},
    "P22": {"systolic": "1?4"},  # a digit nobody can read
    "P27": {"systolic": "84", "diastolic": "136", "readings": "1"},  # the two have changed places
    "P33": {"age": "203"},  # nobody is that old
}
COPIED = ("P11", "P29")
"""The second slip is the first one entered again."""


def rows() -> list[dict[str, str]]:
    """The table, a row a slip, every cell as the text that stands in the file."""
    chance = random.Random(SEED)  # noqa: S311 - invented people, not a secret
    people = {f"P{number:02}": _person(chance) for number in range(1, ROWS + 1)}
    for changes in (STRANGE_BUT_TRUE, PLANTED):
        for slip, cells in changes.items():
            people[slip] |= cells
    first, again = COPIED
    people[again] = dict(people[first])
    return [{"slip": slip, **cells} for slip, cells in people.items()]


def _person(chance: random.Random) -> dict[str, str]:
    """An adult, with a pressure that rises with age; a high first reading is taken twice."""
    age = chance.randint(24, 82)
    systolic = round(chance.gauss(104 + 0.45 * age, 11))
    diastolic = round(chance.gauss(62 + 0.3 * age, 5))
    systolic, diastolic = min(max(systolic, 98), 186), min(max(diastolic, 58), 112)
    diastolic = min(diastolic, systolic - 28)
    high = systolic >= 140 or diastolic >= 90
    return {
        "age": str(age),
        "sex": chance.choice(("nam", "nữ", "nữ")),
        "systolic": str(systolic),
        "diastolic": str(diastolic),
        "readings": "2" if high else "1",
    }


def text() -> str:
    """The file's text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue()


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8", newline="\n")
