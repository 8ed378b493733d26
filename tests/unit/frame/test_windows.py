import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.frame.windows import cut_windows, pack_batches


def test_short_passage_is_one_window():
    assert cut_windows([1, 2], size=3, overlap=1) == [[1, 2]]


@given(length=st.integers(0, 200), size=st.integers(2, 40), overlap=st.integers(0, 39))
def test_windows_hold_every_token_in_order(length, size, overlap):
    overlap = min(overlap, size - 1)
    windows = cut_windows(range(length), size=size, overlap=overlap)
    rebuilt = list(windows[0])
    for window in windows[1:]:
        rebuilt += window[overlap:]
    assert rebuilt == list(range(length))
    assert all(len(window) <= size for window in windows)


@given(lengths=st.lists(st.integers(1, 300), max_size=60), batch_tokens=st.integers(1, 600))
def test_batches_hold_every_item_once_and_stay_small(lengths, batch_tokens):
    batches = pack_batches(lengths, batch_tokens=batch_tokens)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = len(batch) * max(lengths[index] for index in batch)
        assert padded <= batch_tokens or len(batch) == 1


def test_overlap_as_wide_as_a_window_is_refused():
    with pytest.raises(ValueError, match="overlap must be in"):
        cut_windows([1], size=3, overlap=3)
