"""What the stand-in serves: one invented exercise, one reply, three slips."""
# ruff: noqa: E501 - a slip reads best with one finding a line

from __future__ import annotations


def both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


VIEW = {
    "id": "doctor-dengue-handover",
    "kind": "prompt",
    "form": "long",
    "roles": ["doctor"],
    "module": 2,
    "minutes": 12,
    "title": both("Bàn giao ca đêm một người bệnh sốt xuất huyết Dengue", "Handing a dengue patient over to the night shift"),
    "skill": both("Đưa đủ dữ kiện vào câu lệnh, rồi kiểm từng câu trả lời.", "Give the data, then check every sentence."),
    "scenario": both(
        "19 giờ, khoa Truyền nhiễm, một bệnh viện giả định. Bác sĩ trực ngày sắp bàn giao cho ca đêm.\n\n"
        "Người bệnh nữ, Trần Thị Ngọc Lành, 34 tuổi, 52 kg. CCCD 000192012345.\n\n"
        "Hematocrit 40 % lúc 6 giờ, 44 % lúc 12 giờ, 47 % lúc 17 giờ. Tiểu cầu: 118, 76, 48 G/L.\n\n"
        "- Dị ứng penicilin\n- Men gan chưa có kết quả",
        "7 pm, Infectious Diseases ward. The day doctor is about to hand over.\n\nHaematocrit 40, 44, 47 %.",
    ),
    "ask": both("Sửa câu lệnh để AI giúp soạn phần bàn giao cho bác sĩ trực đêm.", "Mend the prompt so that an AI drafts the handover."),
    "starter": both("Viết bàn giao giúp tôi ca sốt xuất huyết này.", "Write me a handover for this dengue case."),
    "status": "draft",
    "reviewed": False,
    "review_by": "2027-11-22",
    "criteria": [
        {"id": "task", "title": both("Việc cần làm", "Task"), "definition": both("Nêu một việc cụ thể cần làm ra.", "Names something concrete."), "optional": False},
        {"id": "audience", "title": both("Người đọc", "Audience"), "definition": both("Nói ai sẽ đọc hoặc dùng.", "Says who reads it."), "optional": False},
        {"id": "uncertainty", "title": both("Chỗ chưa chắc", "Uncertainty"), "definition": both("Dặn AI nói rõ chỗ chưa chắc, không tự điền.", "Asks what is unsure."), "optional": False},
        {"id": "sources", "title": both("Nguồn", "Sources"), "definition": both("Yêu cầu dựa trên nguồn.", "Asks for sources."), "optional": True},
    ],
    "sources": [{"title": "Quyết định 2760/QĐ-BYT", "publisher": "Bộ Y tế", "year": 2023, "url": "https://example.org/2760"}],
    "digest": "0",
}  # fmt: skip

REPLY = {
    "id": "reply-2",
    "opening": "Phần bàn giao:",
    "sentences": [
        {
            "id": "s1",
            "text": "Tình trạng: Người bệnh nữ 34 tuổi, sốt xuất huyết Dengue ngày thứ 5, còn đau bụng nhiều.",
        },
        {"id": "s2", "text": "Khám: Gan không to và không có xuất huyết niêm mạc."},
        {"id": "s3", "text": "Cảnh báo: Hematocrit giảm kèm tiểu cầu giảm nhanh là một dấu hiệu cảnh báo."},
        {"id": "s4", "text": "Theo dõi: Ghi nước tiểu mỗi giờ và xem men gan khi có kết quả."},
    ],
    "shape": "prose",
    "live": False,
    "model": "rehearsal",
    "notice": None,
}


def finding(criterion: str, title: str, outcome: str, **more: object) -> dict[str, object]:
    base = {
        "criterion": criterion,
        "title": title,
        "outcome": outcome,
        "part": "prompt",
        "points": 0,
        "possible": 0,
    }
    return {
        **base,
        "evidence": [],
        "advice": None,
        "gate": False,
        "optional": False,
        "deciding": False,
        **more,
    }


PARTS = [
    {"id": "prompt", "title": "Câu lệnh", "score": 55, "share": 45},
    {"id": "facts", "title": "Dữ kiện", "score": 50, "share": 25},
    {"id": "verification", "title": "Kiểm câu trả lời", "score": 65, "share": 30},
]
SENTENCES = [
    {"id": "s2", "text": "Gan không to và không có xuất huyết niêm mạc.", "planted": True, "reason": "no_source", "marked": "no_source", "right": "Ghi chép không nêu kết quả khám gan và niêm mạc; cần khám hoặc hỏi lại ca ngày.", "why": "Không dòng nào trong ghi chép nói về gan hay niêm mạc.", "source": None},
    {"id": "s3", "text": "Hematocrit giảm kèm tiểu cầu giảm nhanh là một dấu hiệu cảnh báo.", "planted": True, "reason": "wrong", "marked": None, "right": "Hematocrit tăng kèm tiểu cầu giảm nhanh là một dấu hiệu cảnh báo.", "why": "Phân loại này ghi hematocrit tăng, không phải giảm.", "source": {"title": "WHO 2009", "publisher": "WHO", "year": 2009, "url": "https://example.org/who"}},
    {"id": "s4", "text": "Ghi nước tiểu mỗi giờ.", "planted": False, "reason": None, "marked": "wrong", "right": None, "why": None, "source": None},
]  # fmt: skip
NEARLY = {
    "score": 60,
    "pass_mark": 65,
    "passed": False,
    "provisional": False,
    "band": "nearly",
    "gates": [],
    "parts": PARTS,
    "mend_first": {
        "criterion": "uncertainty",
        "title": "Chỗ chưa chắc",
        "advice": "Thêm: “Chỗ nào ghi chép không có thì ghi: chưa rõ, cần hỏi lại”.",
    },
    "good": [
        {"criterion": "task", "title": "Việc cần làm", "evidence": ["Viết bàn giao ca"]},
        {"criterion": "audience", "title": "Người đọc", "evidence": ["cho bác sĩ trực đêm"]},
    ],
    "findings": [
        finding("task", "Việc cần làm", "met", points=8, possible=8, evidence=["Viết bàn giao ca"]),
        finding("audience", "Người đọc", "met", points=8, possible=8, evidence=["cho bác sĩ trực đêm"]),
        finding("uncertainty", "Chỗ chưa chắc", "missed", possible=10, advice="Thêm một câu dặn AI không tự điền.", deciding=True),
        finding("format", "Hình thức", "unscored", possible=8),
        finding("sources", "Nguồn", "missed", optional=True, advice="Có thể dán hướng dẫn rồi dặn dựa vào đó."),
        finding("haematocrit", "Hematocrit tăng 40 – 44 – 47 %", "missed", part="facts", possible=10, advice="Đưa ba trị số vào câu lệnh."),
        finding("planted", "Câu sai trong trả lời", "met", part="verification", points=6.5, possible=10),
        finding("identifiers", "Thông tin nhận ra người", "missed", gate=True),
        finding("unsafe_delegation", "Giao việc quyết định cho AI", "missed", gate=True),
    ],
    "ticks": [
        {"criterion": "task", "title": "Việc cần làm", "ticked": True, "met": True},
        {"criterion": "uncertainty", "title": "Chỗ chưa chắc", "ticked": True, "met": False},
        {"criterion": "audience", "title": "Người đọc", "ticked": False, "met": True},
    ],
    "sentences": SENTENCES,
}  # fmt: skip
GATE_ADVICE = "Bỏ số CCCD. Câu trả lời không cần đến số đó."
GRADES = {
    "nearly": NEARLY,
    "good": {**NEARLY, "score": 90, "passed": True, "band": "good", "mend_first": None},
    "gate": {
        **NEARLY,
        "band": "again",
        "gates": ["identifiers"],
        "mend_first": {"criterion": "identifiers", "title": "Thông tin nhận ra người", "advice": GATE_ADVICE},
        "findings": [
            *NEARLY["findings"][:-2],
            finding("identifiers", "Thông tin nhận ra người", "met", gate=True, evidence=["CCCD 000192012399"], advice=GATE_ADVICE),
        ],
    },
}  # fmt: skip
