"""Names in small letters are found by their order and what stands around them."""

import pytest

from promptward.privacy import names

FOUND = [
    ("nguyễn thị hường", "bác sĩ ơi mẹ em nguyễn thị hường 62 tuổi bị tai biến nhẹ"),
    ("hà văn sự", "ông hà văn sự bị suy thận"),
    ("sùng a tủa", "thôn bản báo: sùng a tủa 4 tuổi ho gà"),
    ("tống gia hân", "tên cháu là tống gia hân, cháu bị dị ứng sữa bò"),
    ("ngô thị thìn", "bà ngô thị thìn tám mươi hai tuổi bị lẫn"),
    ("dao thi minh hanh", "viet giay xac nhan cho dao thi minh hanh dieu tri noi tru"),
    ("pham van luc", "mr pham van luc fell from a ladder"),
    ("h'wen niê", "người nhà bệnh nhân h'wen niê xin về"),
    ("tẩn mý pham", "họ tên mẹ | tuổi | khám\ntẩn mý pham | 30 | thai 20 tuần"),
]
LEFT = [
    "trẻ sơ sinh vàng da sinh lý tự khỏi",
    "bệnh nhân cao tuổi an toàn trong nhà",
    "cho sinh viên y năm 3, khoa nhi",
    "em can ba dong 30, 60, 90 mg/ngay",
    "the patients can't sleep because of the alarm",
    "benh nhan dang dieu tri lao phoi",
    "bệnh nhân từ bình định chuyển đến, sốt 3 ngày",
    "họ tên | chức vụ | khoa\nlê minh hiếu | điều dưỡng | nội",
]


@pytest.mark.parametrize(("wanted", "text"), FOUND)
def test_a_name_in_small_letters_is_found_whole(wanted, text):
    assert wanted in [span.text for span in names(text)]


@pytest.mark.parametrize("text", LEFT)
def test_ordinary_words_are_no_name(text):
    assert names(text) == []
