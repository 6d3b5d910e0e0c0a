"""What the stand-in serves of the other kinds: an invented sheet of claims and an invented table, with slips."""
# ruff: noqa: E501 - a slip reads best with one finding a line

from __future__ import annotations

from canned import NEARLY, VIEW, both

COMMON = {**VIEW, "criteria": [], "starter": None, "hints": 0}
SOURCE = {
    "title": both("Hướng dẫn giả định về đo huyết áp", "Invented guide to measuring"),
    "publisher": "Nhóm biên soạn",
    "year": 2025,
    "url": "https://example.org/guide",
}
CLAIMS = {
    **COMMON,
    "kind": "claims",
    "title": both("Tám câu trả lời của AI về đo huyết áp", "Eight claims on measuring blood pressure"),
    "skill": both("Đối chiếu từng câu với nguồn trước khi dùng.", "Compare before you use."),
    "scenario": both("Một dược sĩ ở một bệnh viện giả định hỏi AI về cách đo huyết áp tại nhà.\n\nCâu trả lời sẽ được in cho người bệnh.", "A pharmacist asked an AI."),
    "ask": both("Đọc từng câu rồi so với các đoạn nguồn.", "Read each claim, then compare."),
    "asked": both("Hãy hướng dẫn người bệnh đo huyết áp tại nhà.", "Tell patients how to measure at home."),
    "excerpts": [
        {"id": "rest", "title": both("Chuẩn bị trước khi đo", "Before measuring"), "text": both("Người bệnh ngồi nghỉ năm phút, không hút thuốc trong ba mươi phút trước đó. Lưng dựa vào ghế, hai chân chạm sàn, không bắt chéo.", "Rest five minutes."), "source": SOURCE},
        {"id": "cuff", "title": both("Chọn băng quấn", "The cuff"), "text": both("Băng quấn phải vừa vòng cánh tay. Băng nhỏ quá cho trị số cao hơn thật.", "It must fit."), "source": SOURCE},
        {"id": "twice", "title": both("Số lần đo", "How often"), "text": both("Đo hai lần cách nhau một phút và ghi cả hai trị số.", "Measure twice."), "source": {**SOURCE, "url": None}},
        {"id": "note", "title": both("Ghi lại", "Writing down"), "text": both("Ghi ngày, giờ và tay đã đo.", "Write the day."), "source": SOURCE},
    ],
}  # fmt: skip
TEXTS = [
    "Người bệnh nên ngồi nghỉ năm phút trước khi đo.",
    "Chỉ cần đo một lần mỗi buổi và ghi trị số đó.",
    "Băng quấn nhỏ quá cho trị số cao hơn thật.",
    "Nên đo ở cả hai tay mỗi ngày, buổi sáng và buổi tối.",
]
SHEET = {
    "form": "a",
    "claims": [{"id": f"c{i}", "text": both(text, f"Claim number {i}.")} for i, text in enumerate(TEXTS, 1)],
    "omission": {
        "question": both("Điều quan trọng nào bị bỏ sót?", "What important thing was left out?"),
        "choices": [
            {"id": "smoke", "text": both("Không hút thuốc trước khi đo", "No smoking")},
            {"id": "time", "text": both("Ghi ngày giờ đo", "Write the time")},
            {"id": "none", "text": both("Không thiếu gì", "Nothing")},
        ],
    },
}


def judged(number: int, truth: str, answered: str, sure: int | None, **more: object) -> dict[str, object]:
    held = {"id": f"c{number}", "text": TEXTS[number - 1], "truth": truth, "answered": answered, "sure": sure}
    return {
        **held,
        "right": TEXTS[number - 1],
        "right_detail": None,
        "detail": None,
        "why": "Đoạn nguồn viết như vậy.",
        "excerpts": [],
        **more,
    }


CLAIMS_GRADE = {
    **NEARLY,
    "parts": [{"id": "verdicts", "title": "Đối chiếu", "score": 55, "share": 70}, {"id": "resolution", "title": "Nguồn và cách xử lý", "score": 60, "share": 30}],
    "mend_first": {"criterion": "verdicts", "title": "Câu bị bỏ lọt", "advice": "Mở đoạn 3 rồi so lại số lần đo."},
    "good": [],
    "findings": [],
    "ticks": [],
    "sentences": [],
    "claims": [
        judged(1, "supported", "supported", 97, excerpts=["rest"]),
        judged(2, "contradicted", "supported", 97, right="Cần đo hai lần cách nhau một phút và ghi cả hai trị số.", right_detail="hai lần cách nhau một phút", detail="một lần mỗi buổi", excerpts=["twice"], actions=["correct", "ask"]),
        judged(3, "supported", "wrong", 55, excerpts=["cuff"]),
        judged(4, "unsettled", "unsettled", None, right="Nguồn không nói nên đo ở tay nào mỗi ngày."),
    ],
    "detection": {"hits": 1, "misses": 1, "false_alarms": 1, "correct_rejections": 1, "leaning": "trusting", "dangerous": ["c2"], "sure": {"97": {"right": 1, "total": 2}, "55": {"right": 0, "total": 1}}},
    "omission": {"chosen": "time", "right": "smoke", "choices": SHEET["omission"]["choices"], "why": "Đoạn 1 dặn không hút thuốc."},
}  # fmt: skip

COLUMNS = [
    {"id": "slip", "title": both("Phiếu", "Slip"), "unit": "", "type": "text"},
    {"id": "day", "title": both("Ngày đo", "Day"), "unit": "", "type": "date"},
    {"id": "age", "title": both("Tuổi", "Age"), "unit": "năm", "type": "integer"},
    {"id": "sys", "title": both("Huyết áp tâm thu", "Systolic"), "unit": "mmHg", "type": "integer"},
    {"id": "weight", "title": both("Cân nặng", "Weight"), "unit": "kg", "type": "decimal"},
    {"id": "village", "title": both("Thôn", "Village"), "unit": "", "type": "category"},
]
VILLAGES = ("Thôn Đoài", "Thôn Đông", "Thôn Thượng")


def row(number: int) -> list[str]:
    changed = {7: "1200", 12: "", 19: "220", 23: "36,7"}
    pressure = changed.get(number, str(110 + number * 37 % 60))
    weight = f"{45 + number * 17 % 30},{number % 10}"
    return [
        f"P{number:02d}",
        f"{1 + number % 28:02d}/10/2026",
        str(30 + number * 13 % 55),
        pressure,
        weight,
        VILLAGES[number % 3],
    ]


DATA = {
    **COMMON,
    "kind": "data",
    "title": both("Bảng đo huyết áp của một trạm y tế", "Blood pressure at a station"),
    "skill": both("Soát bảng trước khi tin con số.", "Look before you trust."),
    "scenario": both("Trạm y tế một xã giả định vừa nhập phiếu đo huyết áp.\n\nSố liệu sẽ vào báo cáo quý.", "A station typed in its slips."),
    "ask": both("Tìm chỗ sai trong bảng rồi tính hai con số.", "Find what is wrong, then compute."),
    "table": {"id": "pressure", "title": both("Phiếu đo huyết áp", "Slips"), "about": both("Mỗi dòng là một phiếu của một lượt khám.", "One row a slip."), "columns": COLUMNS, "rows": [row(i) for i in range(1, 31)]},
    "statements": [
        {"id": "s1", "text": both("Trị số tâm thu cao nhất trong bảng là 170 mmHg.", "The highest is 170.")},
        {"id": "s2", "text": both("Bảng có một ô huyết áp bị bỏ trống.", "One cell is empty.")},
    ],
    "questions": [
        {"id": "mean", "text": both("Huyết áp tâm thu trung bình là bao nhiêu?", "What is the mean?"), "unit": "mmHg", "percent": False, "cleanings": [{"id": "all", "title": both("Bỏ ô sai và ô trống", "Without wrong cells")}, {"id": "strict", "title": both("Bỏ cả dòng có ô sai", "Without those rows")}]},
        {"id": "share", "text": both("Bao nhiêu phần trăm phiếu từ 140 mmHg trở lên?", "What share is 140 or more?"), "unit": "", "percent": True, "cleanings": [{"id": "all", "title": both("Bỏ ô sai và ô trống", "Without wrong cells")}]},
    ],
    "plot": ["age", "sys"],
    "better_on_computer": False,
}  # fmt: skip
DATA_GRADE = {
    **CLAIMS_GRADE,
    "mend_first": {"criterion": "problems", "title": "Vấn đề chưa thấy", "advice": "Xếp cột huyết áp từ nhỏ đến lớn."},
    "claims": [],
    "detection": None,
    "omission": None,
    "problems": [
        {"id": "typo", "text": "Huyết áp tâm thu 1200 mmHg là gõ thừa số 0.", "why": "Không ai có trị số này.", "found": True, "trouble_right": True, "remedy_right": False, "trouble": "type_or_unit", "remedies": ["register", "ask"], "rows": ["P07"], "columns": ["sys"]},
        {"id": "blank", "text": "Phiếu P12 không có huyết áp.", "why": "Phải hỏi lại nơi ghi.", "found": False, "trouble_right": False, "remedy_right": False, "rows": ["P12"], "columns": ["sys"]},
        {"id": "unit", "text": "Phiếu P23 ghi nhiệt độ vào cột huyết áp.", "why": "36,7 là thân nhiệt.", "found": True, "trouble_right": True, "remedy_right": True, "rows": ["P23"], "columns": ["sys"]},
    ],
    "decoys": [{"row": "P19", "column": "sys", "why": "Đã đo lại ba lần, sổ gốc ghi đúng như vậy.", "flagged": True}],
    "false_alarms": [{"row": "P19", "column": "sys", "trouble": "implausible", "remedy": "exclude"}, {"row": None, "column": "village", "trouble": "missing", "remedy": "ask"}],
    "statements": [
        {"id": "s1", "text": "Trị số tâm thu cao nhất trong bảng là 170 mmHg.", "true": False, "answered": True, "right": "Trị số tâm thu cao nhất trong bảng là 220 mmHg.", "why": "Phiếu P19 ghi 220."},
        {"id": "s2", "text": "Bảng có một ô huyết áp bị bỏ trống.", "true": True, "answered": True, "right": None, "why": "Phiếu P12."},
    ],
    "numbers": [
        {"id": "mean", "given": "139,5", "right": 139.4643, "accepted": [{"cleaning": "all", "title": "Bỏ ô sai và ô trống", "value": "139,46"}, {"cleaning": "strict", "title": "Bỏ cả dòng có ô sai", "value": "140,1"}], "ok": True},
        {"id": "share", "given": "20", "right": 46.4, "accepted": [{"cleaning": "all", "title": "Bỏ ô sai và ô trống", "value": "46,43"}], "ok": False},
    ],
}  # fmt: skip

VIEWS = {"prompt": VIEW, "claims": CLAIMS, "data": DATA}
SHEETS = {"claims": SHEET}
KIND_GRADES = {"claims": CLAIMS_GRADE, "data": DATA_GRADE}
