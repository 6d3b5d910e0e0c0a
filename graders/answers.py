"""The numbers that data exercises ask for, computed from their tables under every stated cleaning rule.

A table comes as it stands in its file: every cell a text, planted mistakes included. pandas is imported where
it is needed: opening the course should not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptward.course.checks import answer

if TYPE_CHECKING:
    import pandas as pd

SYSTOLIC, DIASTOLIC = 140, 90
"""mmHg; one reading from here on is high. A diagnosis needs readings on separate occasions."""
CM_OF_MERCURY = 30
"""Both pressures below this: written in cmHg, as people say them (15 over 9 for 150 over 90)."""
OLDEST = 110


@answer
def people_with_high_reading(table: pd.DataFrame, cleaning: str) -> float:
    """How many people have a systolic reading from 140 or a diastolic one from 90 mmHg."""
    return float(_high(_pressures(table, cleaning)).sum())


@answer
def share_with_high_reading(table: pd.DataFrame, cleaning: str) -> float:
    """Their share (0 to 1) of all people with a pressure that can be read."""
    return float(_high(_pressures(table, cleaning)).mean())


@answer
def mean_age(table: pd.DataFrame, cleaning: str) -> float:
    """In years, without the age nobody reaches; `listed` leaves the doubled slip in, `once` does not."""
    ages = _numbers((table if cleaning == "listed" else _once(table))["age"])
    return float(ages[ages <= OLDEST].mean())


@answer
def hand_hygiene_rate(table: pd.DataFrame, cleaning: str) -> float:
    """The share (0 to 1) of observed occasions at which hands were cleaned, the doubled ward counted once.

    A ward with more cleaned hands than occasions is left out, or with `swapped` read the other way round.
    """
    kept = _once(table)
    observed, performed = _numbers(kept["observed"]), _numbers(kept["performed"])
    turned = performed > observed
    if cleaning == "swapped":
        observed, performed = observed.mask(turned, performed), performed.mask(turned, observed)
    else:
        observed, performed = observed[~turned], performed[~turned]
    known = observed.notna() & performed.notna()
    return float(performed[known].sum() / observed[known].sum())


def _pressures(table: pd.DataFrame, cleaning: str) -> pd.DataFrame:
    """Pressures in mmHg: each slip once, unreadable ones left out.

    Slips in cmHg are left out, or times ten with `converted` and `mended`. Those whose two values have
    changed places are left out, or turned back with `mended`.
    """
    kept = _once(table)
    read = kept[["systolic", "diastolic"]].apply(_numbers).dropna()
    slipped = (read < CM_OF_MERCURY).all(axis="columns")
    read = read[~slipped] if cleaning == "left-out" else read.mask(slipped, read * 10)
    turned = read["systolic"] < read["diastolic"]
    if cleaning != "mended":
        return read[~turned]
    back = read.rename(columns={"systolic": "diastolic", "diastolic": "systolic"})
    return read.mask(turned, back)


def _high(pressures: pd.DataFrame) -> pd.Series[bool]:
    return (pressures["systolic"] >= SYSTOLIC) | (pressures["diastolic"] >= DIASTOLIC)


def _once(table: pd.DataFrame) -> pd.DataFrame:
    """Every row once; the first column, the row's own id, tells twins nothing."""
    return table[~table.iloc[:, 1:].duplicated()]


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    """Numbers with a decimal comma or point; anything else is unknown."""
    import pandas as pd  # noqa: PLC0415 - half a second that only `data` exercises pay for

    return pd.to_numeric(texts.str.replace(",", "."), errors="coerce")
