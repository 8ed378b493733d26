"""Labels as the corrected series takes them: passage_id, label, pi, stratum, coder."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from stanceline.errors import LabelError
from stanceline.label.annotations import Annotation
from stanceline.store.atomic import replace_text

COLUMNS = ("passage_id", "label", "pi", "stratum", "coder")


def write_table(annotations: Sequence[Annotation], path: Path) -> int:
    """Write the labels of audit samples; say how many.

    Raises:
        LabelError: no label has a known probability.

    """
    known = [annotation for annotation in annotations if annotation.pi is not None]
    if not known:
        raise LabelError(
            f"none of {len(annotations)} labels was drawn with a known probability; "
            "'stanceline label sample --strategy audit' draws such a sample"
        )
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows([getattr(annotation, name) for name in COLUMNS] for annotation in known)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(buffer.getvalue(), path)
    return len(known)
