"""Long passages are read in overlapping windows, never cut silently."""

from __future__ import annotations

from collections.abc import Sequence


def cut_windows(token_ids: Sequence[int], *, size: int, overlap: int) -> list[list[int]]:
    """Cut token ids into windows of at most ``size``, each sharing ``overlap`` with the next.

    >>> cut_windows([1, 2, 3, 4, 5], size=3, overlap=1)
    [[1, 2, 3], [3, 4, 5]]
    >>> cut_windows([], size=3, overlap=1)
    [[]]
    """
    if not 0 <= overlap < size:
        raise ValueError(f"overlap must be in [0, size), got {overlap} for size {size}")
    last_start = max(len(token_ids) - overlap, 1)
    return [list(token_ids[start : start + size]) for start in range(0, last_start, size - overlap)]


def pack_batches(lengths: Sequence[int], *, batch_tokens: int) -> list[list[int]]:
    """Group indices of similar length so that a padded batch holds at most ``batch_tokens``.

    An item longer than a batch goes alone. The order inside is by length, longest first, so that
    the largest batch comes first and memory is known from the start.
    """
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda item: (-lengths[item], item)):
        widest = lengths[batches[-1][0]] if batches else 0
        if batches and widest * (len(batches[-1]) + 1) <= batch_tokens:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches
