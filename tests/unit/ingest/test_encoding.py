import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.ingest.encoding import ESCAPE, decode, find_encoding, replace_in_row

FRENCH = (
    "Le président a déclaré que l'accord était équilibré, mais l'opposition a répondu que le "
    "pays avait cédé à la pression. Les députés ont demandé un débat à l'Assemblée générale."
)


def test_utf8_is_read_as_it_is():
    assert decode("Ōta said “no”.".encode()).text == "Ōta said “no”."


def test_byte_order_mark_is_not_text():
    assert decode(b"\xef\xbb\xbfDeal").text == "Deal"


def test_utf16_is_known_by_its_mark():
    assert decode("Ōta".encode("utf-16")).text == "Ōta"


def test_utf16_without_a_mark_is_known_by_its_zeros():
    assert decode(FRENCH.encode("utf-16-le")).text == FRENCH


def test_older_encoding_is_detected():
    assert "déclaré" in decode(FRENCH.encode("cp1252")).text


def test_declared_encoding_of_a_page_is_taken():
    page = '<meta charset="shift_jis"><p>日本政府は合意した。'
    assert decode(page.encode("shift_jis"), is_markup=True).text == page


def test_declared_encoding_that_does_not_exist_is_passed_over():
    page = f'<meta charset="no-such-thing"><p>{FRENCH}'
    assert "déclaré" in decode(page.encode("cp1252"), is_markup=True).text


def test_few_damaged_bytes_are_replaced_with_a_note():
    decoded = decode(FRENCH.encode() + b"\xff")
    assert decoded.text == FRENCH + "\ufffd"
    assert decoded.note == "1 bytes were not text and replaced"


def test_head_that_ends_inside_a_character_is_utf8():
    assert find_encoding("日本".encode()[:-1]) == "utf-8"


@given(st.text())
def test_what_was_written_in_utf8_is_read_back(text):
    raw = text.encode("utf-8", "ignore")
    assert decode(raw + b" plain ASCII text").text.endswith(" plain ASCII text")


def test_half_a_character_at_the_end_of_utf_16_is_replaced_and_said():
    decoded = decode("The cabinet met.".encode("utf-16")[:-1])
    assert decoded.text.startswith("The cabinet met")
    assert "replaced" in decoded.note


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_lone_surrogate_in_utf_16_shifts_nothing_after_it(encoding):
    raw = "Before A\ud841 after.".encode(encoding, "surrogatepass")
    assert raw.decode(encoding, ESCAPE).endswith(" after.")


def test_handler_of_reading_does_not_write():
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", ESCAPE)


def test_damaged_cell_of_a_row_is_named():
    row, note = replace_in_row({"text": "a\udcffb", "number": 1})
    assert row == {"text": "a\ufffdb", "number": 1}
    assert note == "column 'text': 1 bytes were not text and replaced"
