"""What the card says in words: what was measured, and what no figure on it can show."""

from __future__ import annotations


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


SUMMARY_VI, SUMMARY_EN = _paragraphs("""
Trang này cho biết các phép kiểm tự động đồng ý với người chấm đến đâu, theo từng tiêu chí. Phép kiểm chỉ
đọc chữ trong câu lệnh. Phép kiểm không biết câu lệnh có khôn ngoan hay không, nội dung chuyên môn đúng hay
sai. Vẫn có tiêu chí bị chấm nhầm; vì vậy phiếu kết quả có nút phản hồi. Điểm của giảng viên luôn đứng trên
điểm của máy. Không dùng điểm này để thi, xếp hạng hay đánh giá nhân viên.

A prompt meets a criterion or it does not. Two people labelled every prompt without seeing each other's
labels, then what differed was settled. This page says how often the automatic checks decide as they did.
""")

CANNOT = _paragraphs("""
They read words. They cannot tell whether a prompt is wise, whether its medicine is right, or whether the
person who wrote it understood it.

One meant cue is enough: a thin limit and a careful one both count as a limit.

The prompts of this set were invented for this course. Prompts of other people differ; the bar for those is
lower, and even there about one decision in seven may be wrong.

Rare wordings, irony, unusual abbreviations and dictated text without punctuation are where they fail first.
A figure marked (few) rests on fewer than ten prompts of one side and is mostly luck.

The two gates err both ways: an identifier in an unknown shape is overlooked, a harmless sentence may look
like a decision handed over. A trainee can dispute either, and an instructor's score outranks.

Prompts, checks and labels follow the same written definitions. Agreement with them is not proof of learning
or of safer care.

The score is for practice. It is not fit for an exam, for ranking people or for appraising staff.
""")

METHOD = _paragraphs("""
Mean F1 is the mean of the F1 of met and the F1 of missed, the figure HealthBench reports for its graders.
There physicians reach 0.57 to 0.73 among themselves and the best grader 0.709; but they judged answers,
while these checks judge features of requests: not the same task.

Over all criteria it is the plain mean of those of which both kinds of prompt occur.

κ is Cohen's: agreement beyond chance. It falls when nearly all prompts are of one kind.

Falsely missed: of the prompts that meet a criterion, the share told that they do not. Falsely met: of those
that do not, the share told that they do. For a gate, met means that the problem is there.

Intervals are 95 % percentile intervals of 2,000 bootstrap samples with a fixed seed, drawn by source group,
so that near-twins stay together.

Nothing is fitted to labels: word lists and rules were written by hand, so there is nothing to cross-
validate. Whoever wrote them could read the open set; the locked third shows what that is worth.

An unscored criterion counts as not met here; the last column says how many there were.

Prompts shown as examples are from the open set only, masked and shortened.
""")

REFERENCES = _paragraphs("""
Arora and others: HealthBench: Evaluating Large Language Models Towards Improved Human Health. 2025.
arXiv:2505.08775.

Cohen: A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20 (1960).

Davison and Hinkley: Bootstrap Methods and their Application. Cambridge University Press, 1997.
""")
