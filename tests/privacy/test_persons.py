"""A full name counts where health is spoken of; a street, an office or a placeholder is no person."""

import pytest

from promptward.privacy import names

FOUND = [
    ("Lò Thị Pánh", "BN Lò Thị Pánh, lao phổi"),
    ("Pham Thi Kim Lien", "me em la Pham Thi Kim Lien bi tieu duong 10 nam"),
    ("le thi hoa", "benh nhan le thi hoa 45 tuoi vao vien vi dau bung"),
    ("nguyễn thị lụa", "bệnh nhân nguyễn thị lụa hai mươi tám tuổi"),
    ("H'Lan Niê", "Chị H'Lan Niê, thai lần 2"),
    ("K'Brếp", "Bệnh nhân K'Brếp, 33 tuổi"),
    ("Y Blơm Kbuôr", "Bệnh nhân Y Blơm Kbuôr 41 tuổi"),
    ("Minh Quan Le", "The patient's name is Minh Quan Le; he has schizophrenia."),
    ("NGUYỄN THỊ KIM THOA", "NGƯỜI BỆNH: NGUYỄN THỊ KIM THOA   GIỚI: NỮ"),
    ("Trần Minh Quân", "Bác sĩ Trần Minh Quân nhập viện vì viêm gan cấp."),
    ("Thạch Thị Sà Rây", "Họ tên | Tuổi\nThạch Thị Sà Rây | 63"),
    ("Vừ Bá Xò", "Chưa tiêm: Hạng A Chú (3 tuổi), Vừ Bá Xò (4 tuổi)"),
]

LEFT = [
    "BN Nguyễn Văn A, 45 tuổi, viêm phổi",
    "BN N.T.H., 34 tuổi, sốt",
    "Công văn do BS CKII Trần Minh Quân, Phó Giám đốc, ký.",
    "Ông Phạm Văn Tuấn, Trưởng phòng Kế hoạch, báo cáo dịch.",
    "Phòng khám trên đường Nguyễn Trãi khám bệnh.",
    "Bệnh viện Phạm Ngọc Thạch điều trị lao.",
    "Hồ Chí Minh gửi thư cho cán bộ y tế, khám bệnh cho dân.",
    "Hội chứng Stevens-Johnson",
    "Hoàng Liên, Hoàng Bá, Hà Thủ Ô chữa bệnh gan.",
    "Trần Văn Thuấn, Ung thư vú, NXB Y học, 2019.",
    "Bệnh nhân Nam, 45 tuổi, Đau Ngực.",
    "John Doe has sepsis.",
    "Tại Lào Cai, Yên Bái, Sơn La có 12 ca bệnh.",
]


@pytest.mark.parametrize(("wanted", "text"), FOUND)
def test_a_persons_name_is_found_whole(wanted, text):
    assert wanted in [span.text for span in names(text)]


@pytest.mark.parametrize("text", LEFT)
def test_no_persons_health_no_name(text):
    assert names(text) == []


def test_a_name_found_once_is_found_everywhere():
    text = "BN Lò Thị Pánh, lao phổi.\n\n" + "Nội dung khác. " * 30 + "\n\nKính gửi: Lò Thị Pánh"
    assert len(names(text)) == 2
