"""An exercise: one task of one kind, as its YAML file says it. This file is the format."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from promptward.text import Localized

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
ROLES = ("doctor", "pharmacist", "nurse", "commune", "administrator", "manager", "lecturer")
Role = Literal["doctor", "pharmacist", "nurse", "commune", "administrator", "manager", "lecturer"]
Harm = Literal["low", "moderate", "severe"]


class Strict(BaseModel):
    """Frozen, and refusing keys nobody knows: a slip of the pen must not be dropped quietly."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Strict):
    """Where a statement of the exercise comes from, and when somebody read it."""

    id: Slug
    title: str
    publisher: str
    year: int
    url: str
    read: date
    locator: str = ""
    foreign: bool = False
    licence: str = "paraphrase"


class Review(Strict):
    """A person who vouches for the exercise."""

    name: str
    role: str
    date: date


class Status(StrEnum):
    """How far an exercise has come; the page says so until somebody has signed."""

    DRAFT = "draft"
    READ = "read"
    PILOTED = "piloted"
    REVIEWED = "reviewed"


class Exercise(Strict):
    """What every kind of exercise has. `minutes` is the author's estimate for a first attempt."""

    id: Slug
    kind: str
    form: Literal["long", "drill"] = "long"
    roles: tuple[Role, ...] = Field(min_length=1)
    module: int = Field(ge=1, le=5)
    minutes: int = Field(ge=1, le=60)
    title: Localized
    skill: Localized
    status: Status = Status.DRAFT
    reviews: tuple[Review, ...] = ()
    review_by: date
    sources: tuple[Source, ...] = ()
    rubric: Slug
    scenario: Localized
    ask: Localized
    hints: tuple[Localized, ...] = ()
    debrief: Localized | None = None


class Criteria(Strict):
    """Which criteria this task needs. A criterion named nowhere is *not needed here*."""

    expected: tuple[str, ...] = Field(min_length=1)
    optional: tuple[str, ...] = ()


class Topic(Strict):
    """Words that show a prompt concerns this scenario; `task` and `context` need `at_least` of them."""

    terms: tuple[str, ...] = Field(min_length=2)
    at_least: int = Field(default=2, ge=1)


class Fact(Strict):
    """Something a good prompt carries over; `accept` and `wrong` are wordings, matched without marks.

    A wording is literal words; `*` stands for up to four words between them, `#` for a number.
    """

    id: Slug
    text: Localized
    accept: tuple[str, ...] = Field(min_length=1)
    wrong: tuple[str, ...] = ()


class Invented(Strict):
    """An identifier the scenario contains on purpose: it must not be copied, and identifies nobody."""

    kind: Literal["name", "citizen_id", "insurance", "phone", "email", "address", "birth_date", "record"]
    text: str


class Plant(Strict):
    """What is wrong with a planted sentence, the right wording, and the harm of believing it."""

    reason: Literal["wrong", "no_source", "not_applicable"]
    right: Localized
    why: Localized
    harm: Harm
    source: Slug | None = None


class Sentence(Strict):
    """One sentence of an authored reply; it toggles. `brief` sentences form the short reply."""

    id: Slug
    text: Localized
    brief: bool = True
    plant: Plant | None = None


class Reply(Strict):
    """What the practice model answers from `level` on: 1 (worst) to 4 (best)."""

    level: int = Field(ge=1, le=4)
    opening: Localized | None = None
    sentences: tuple[Sentence, ...] = Field(min_length=3)


class Shares(Strict):
    """How the parts weigh in the grade; they add up to 100."""

    prompt: int = Field(default=45, ge=0, le=100)
    facts: int = Field(default=25, ge=0, le=100)
    verification: int = Field(default=30, ge=0, le=100)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.prompt + self.facts + self.verification != 100:
            msg = "prompt + facts + verification must be 100"
            raise ValueError(msg)
        return self


class Anchor(Strict):
    """A response with the score it must get; run as a test of the rubric."""

    level: Literal["weak", "passing", "excellent"]
    lang: Literal["vi", "en"]
    text: str
    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)


class PromptExercise(Exercise):
    """Scenario → prompt → reply → verification. `starter` is the weak prompt a beginner mends."""

    kind: Literal["prompt"]
    starter: Localized | None = None
    criteria: Criteria
    topic: Topic
    facts: tuple[Fact, ...] = ()
    invented: tuple[Invented, ...] = ()
    replies: tuple[Reply, ...] = ()
    shares: Shares = Shares()
    model_answers: tuple[Localized, ...] = Field(min_length=1)
    anchors: tuple[Anchor, ...] = ()
