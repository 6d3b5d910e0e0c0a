"""The roles trainees choose from, and the nearest one for work that is not among them."""

from __future__ import annotations

from promptward.course.exercises import ROLES
from promptward.text import fold
from promptward.words import say

TITLES = {
    "doctor": "Doctor",
    "pharmacist": "Pharmacist",
    "nurse": "Nurse or midwife",
    "commune": "Commune health station",
    "administrator": "Office and administration",
    "manager": "Manager",
    "lecturer": "Lecturer",
}
# Read from the top: a head nurse manages, a pharmacy lecturer teaches. Marks are folded away.
NEAREST = (
    (
        ("giang vien", "giao vien", "giang day", "sinh vien", "hoc vien", "lectur", "teach", "student"),
        "lecturer",
    ),
    (("giam doc", "truong ", "quan ly", "lanh dao", "manager", "director", "head of"), "manager"),
    (
        ("tram y te", "y te xa", "thon ban", "cong tac vien", "dan so", "commune", "village", "community"),
        "commune",
    ),
    (("duoc", "pharm"), "pharmacist"),
    (("dieu duong", "ho sinh", "nu ho", "y ta", "nurs", "midwi"), "nurse"),
    (("ky thuat vien", "xet nghiem", "phuc hoi", "technician", "therapist", "paramedic"), "nurse"),
    (("bac si", "y si", "nha si", "rang ham mat", "doctor", "physician", "dentist"), "doctor"),
)
FALLBACK = "administrator"


def role_titles(lang: str) -> list[tuple[str, str]]:
    """Every role with its name in `lang`, in the order people choose from."""
    return [(role, say(lang, TITLES[role])) for role in ROLES]


def nearest_role(work: str) -> str:
    """The role whose exercises come nearest to what somebody says they do."""
    said = f" {fold(work)} "
    return next((role for words, role in NEAREST if any(word in said for word in words)), FALLBACK)
