"""In a pasted table, the header speaks for the cells."""

from promptward.privacy.tables import cells


def test_cells_under_telling_headers_are_known_by_kind():
    plain = "stt|ho ten|ngay sinh\n1|lo thi panh|1/2/1990\n\nkhac|dong"
    assert [(cell.kind, plain[cell.start : cell.end]) for cell in cells(plain)] == [
        ("name", "lo thi panh"),
        ("birth_date", "1/2/1990"),
    ]


def test_a_line_with_numbers_is_no_header():
    assert cells("ho ten 1|ngay sinh\na|b") == ()
