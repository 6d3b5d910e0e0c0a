"""One form of one kind of number each, and what only looks like it."""
# ruff: noqa: E501 - a case is easier to judge on one line

import pytest

from promptward.privacy import find

FOUND = [
    ("citizen_id", "000161012345", "CCCD 000161012345"),
    ("citizen_id", "000161012345", "Số của bà: 000161012345."),
    ("citizen_id", "000 161 012 345", "định danh: 000 161 012 345"),
    ("citizen_id", "000456789", "CMND cũ của ông: 000456789"),
    ("citizen_id", "không không không một chín hai không một hai ba bốn năm", "số không không không một chín hai không một hai ba bốn năm"),
    ("insurance", "DN4000012345678", "thẻ DN4000012345678"),
    ("insurance", "HT 3 00 00 012 34567", "HT 3 00 00 012 34567, hạn 31/12/2026"),
    ("insurance", "0000123456", "Mã số BHXH: 0000123456"),
    ("insurance", "000161012345", "Số thẻ BHYT: 000161012345"),
    ("phone", "0900 000 123", "0900 000 123"),
    ("phone", "+84 900 000 123", "Tel +84 900 000 123"),
    ("phone", "0300000123", "nhắn 0300000123"),
    ("phone", "0700.000.123", "nhắn 0700.000.123"),
    ("phone", "02000000123", "điện thoại nhà 02000000123"),
    ("phone", "+44 20 0000 0000", "Her son: +44 20 0000 0000"),
    ("email", "lan.nguyen@example.com", "gửi lan.nguyen@example.com."),
    ("address", "số 12, ngõ 3, phố Vọng, phường Tân Lai, Hà Nội", "Nhà ở số 12, ngõ 3, phố Vọng, phường Tân Lai, Hà Nội."),
    ("address", "ấp 4, xã Tân Long, huyện Thanh Bình, tỉnh Đồng Tháp", "BN 60 tuổi, ấp 4, xã Tân Long, huyện Thanh Bình, tỉnh Đồng Tháp"),
    ("address", "thon 3, xa tan lap, tinh thai nguyen", "nha o thon 3, xa tan lap, tinh thai nguyen"),
    ("birth_date", "12/03/1961", "sinh ngày 12/03/1961"),
    ("birth_date", "12 tháng 3 năm 1961", "Ngày sinh: 12 tháng 3 năm 1961"),
    ("birth_date", "March 12, 1961", "Date of birth: March 12, 1961"),
    ("record", "26/004512", "record no. 26/004512"),
    ("record", "BA-2600917", "Mã bệnh án: BA-2600917"),
    ("record", "2611004", "Số vào viện 2611004"),
]  # fmt: skip

LEFT = [
    "Gọi 115, 1900 9095 hoặc 1800 1234.",
    "Đường dây nóng bệnh viện 0900 000 100",
    "Điện thoại trạm y tế xã: 0200 000 0115",
    "Ra viện 12/10/2026, tái khám 26/10/2026",
    "Dự sinh 20/12/2026",
    "Sinh thiết 05/11/2026",
    "Số tài khoản 012345678901",
    "912.345.678 đồng",
    "Mã thuốc 0912345678",
    "Số lượng 012345678 viên",
    "Quyết định 2760/QĐ-BYT ngày 04/7/2023",
    "https://example.org/0912345678",
    "lienhe@benhvien.example.vn",
    "Trung tâm Y tế khu vực, số 15 đường Hùng Vương, phường Trần Phú, tỉnh Quảng Ngãi",
    "Phun hóa chất tại thôn 3, xã Tân Lập, tỉnh Thái Nguyên",
    "Số hồ sơ quá hạn: 125 hồ sơ",
    "HA 120/80, mạch 88, 08:00 12/10/2026",
    "08-12-2026 10:30",
]


@pytest.mark.parametrize(("kind", "wanted", "text"), FOUND)
def test_a_number_is_found_with_its_kind_and_to_the_character(kind, wanted, text):
    assert (kind, wanted) in [(span.kind, span.text) for span in find(text)]


@pytest.mark.parametrize("text", LEFT)
def test_what_identifies_nobody_is_left(text):
    assert find(text) == []
