import pytest

from stanceline.batch.slices import Slice, parse_slice
from stanceline.errors import SettingsError


@pytest.mark.parametrize("count", [1, 3, 7, 20])
def test_slices_are_a_partition_in_order(count):
    items = list(range(10))
    slices = [Slice(number, count).of(items) for number in range(1, count + 1)]
    assert [item for part in slices for item in part] == items


@pytest.mark.parametrize("text", ["0/4", "5/4", "x", "1/", "/4", "1/0", "-1/4"])
def test_what_is_no_slice_is_said(text):
    with pytest.raises(SettingsError, match="expected I/N"):
        parse_slice(text)
