"""Names of classes: what a row of yes and no amounts to.

Of two poles: one, the other, ``both`` or ``neither``. Of more, those that are voiced joined by
``+``. Where labels exclude one another a class is the label.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

NEITHER = "neither"
BOTH = "both"


def name_classes(targets: np.ndarray, labels: Sequence[str]) -> list[str]:
    """Name the class of every row of (n, labels) of 0 and 1.

    >>> name_classes(np.array([[1, 0], [1, 1], [0, 0]]), ("for", "against"))
    ['for', 'both', 'neither']
    """
    rows = ([str(x) for x, hit in zip(labels, row, strict=True) if hit] for row in targets)
    return [_name(row, labels) for row in rows]


def _name(voiced: Sequence[str], labels: Sequence[str]) -> str:
    if not voiced:
        return NEITHER
    if len(labels) == 2 and len(voiced) == 2:
        return BOTH
    return "+".join(voiced)


def list_classes(
    occurring: Iterable[str], labels: Sequence[str], *, is_exclusive: bool
) -> list[str]:
    """List classes in the order of the labels, mixed ones and ``neither`` last.

    Of up to two labels all there can be; of more, whose combinations are many, those that occur.

    >>> list_classes([], ("for", "against"), is_exclusive=False)
    ['for', 'against', 'both', 'neither']
    """
    names = {str(label) for label in labels} | set(occurring)
    if not is_exclusive:
        names |= {NEITHER} | ({BOTH} if len(labels) == 2 else set())
    rank = {str(label): index for index, label in enumerate(labels)}
    return sorted(names, key=lambda name: (rank.get(name, len(rank)), name == NEITHER, name))
