"""What a tool's file says, before it is believed; and the check that makes it an annotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stanceline.label.annotations import Annotation, Evidence
from stanceline.label.exchange.offsets import locate
from stanceline.label.tasks import Task, by_passage
from stanceline.records import Frame, Label, PassageId, Rejected, digest_text

# Short names that people's own tables use.
_SHORT = {
    "premium": Label.PREMIUM_FOR_SECURITY,
    "capitulation": Label.ECONOMIC_CAPITULATION,
    "none": Label.NEITHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSpan:
    """A span as a tool gives it; ``surface`` are the words it repeats, if it does."""

    start: int
    end: int
    frame: str
    surface: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One coder's answer as a tool's file has it; ``locator`` says where."""

    locator: str
    coder: str
    label: str
    passage_id: str = ""
    text: str | None = None
    spans: tuple[DraftSpan, ...] = ()
    labelled_at: datetime | None = None
    seconds: float | None = None
    comment: str = ""


class _Refused(Exception):  # noqa: N818 - it never leaves this file
    pass


def check_drafts(
    drafts: Iterable[Draft | Rejected], tasks: Sequence[Task], *, source: str
) -> Iterator[Annotation | Rejected]:
    """Turn drafts into annotations of these tasks, in order; what does not hold is a rejection.

    A draft is tied to its task by passage id, else by its exact text. Its text must be the one
    that was sent, and every span must hold the words the tool says it holds.
    """
    of_passage = by_passage(tasks)
    of_text = {task.text_sha256: task for task in tasks}
    for draft in drafts:
        if isinstance(draft, Rejected):
            yield draft
            continue
        try:
            yield _check(draft, of_passage, of_text)
        except _Refused as problem:
            yield reject(draft.locator, str(problem), source=source)


def reject(locator: str, message: str, *, source: str) -> Rejected:
    """Make a rejection of a label."""
    return Rejected(
        source=source, locator=locator, stage="label import", error="label", message=message
    )


def read_label(value: object) -> Label | None:
    """Read a label by its own or its short name; nothing for anything else."""
    name = str(value).strip().lower().replace(" ", "_").replace("-", "_")
    if name in _SHORT:
        return _SHORT[name]
    return Label(name) if name in set(Label) else None


def _check(draft: Draft, of_passage: Mapping[str, Task], of_text: Mapping[str, Task]) -> Annotation:
    task = _find_task(draft, of_passage, of_text)
    label = read_label(draft.label)
    if label is None:
        raise _Refused(f"no label named {draft.label!r}; known: {', '.join(Label)}")
    if not draft.coder:
        raise _Refused("nobody is named as the coder; --coder NAME names one for the file")
    evidence = [_check_span(span, task.text) for span in draft.spans]
    return Annotation(
        passage_id=PassageId(task.passage_id),
        coder=draft.coder,
        label=label,
        evidence=tuple(sorted(evidence, key=lambda e: (e.start, e.end, e.frame))),
        labelled_at=draft.labelled_at,
        seconds=draft.seconds,
        comment=draft.comment,
        sample=task.sample,
        stratum=task.stratum,
        pi=task.pi,
    )


def _find_task(draft: Draft, of_passage: Mapping[str, Task], of_text: Mapping[str, Task]) -> Task:
    if draft.passage_id:
        task = of_passage.get(draft.passage_id)
        if task is None:
            raise _Refused(f"passage {draft.passage_id!r} is not in the sample")
    elif draft.text is not None:
        task = of_text.get(digest_text(draft.text))
        if task is None:
            raise _Refused("no passage of the sample has this text, and no passage_id is given")
    else:
        raise _Refused("neither a passage_id nor a text says which passage this is")
    if draft.text is not None and not _same_text(draft.text, task.text):
        raise _Refused(f"the text is not the one sent for passage {task.passage_id}")
    return task


def _same_text(given: str, sent: str) -> bool:
    """Compare texts; line ends may have been rewritten by the tool, nothing else."""
    return given == sent or given.replace("\r\n", "\n") == sent.replace("\r\n", "\n")


def _check_span(span: DraftSpan, text: str) -> Evidence:
    if span.frame not in set(Frame):
        raise _Refused(f"no frame named {span.frame!r}; known: {', '.join(Frame)}")
    found = locate(text, span.start, span.end, span.surface)
    if found is None:
        said = "" if span.surface is None else f" does not hold {span.surface!r}"
        raise _Refused(f"span [{span.start}, {span.end}){said} in a text of {len(text)} characters")
    return Evidence(start=found[0], end=found[1], frame=Frame(span.frame))
