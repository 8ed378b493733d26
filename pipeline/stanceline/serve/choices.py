"""What a reader can choose from in a run: its outlets, voices, people, institutions, models."""

from __future__ import annotations

from dataclasses import dataclass

from stanceline.report.wording import clip
from stanceline.serve.selection import Selection
from stanceline.serve.served_run import ServedRun
from stanceline.store.views import read_rows

# Longer lists are no help in a form; a name beyond it can still be had by its address.
_MOST = 200
_MAX_NAME = 60
_OUTLETS = """
    select outlet as value, count(distinct article_id) as n from store.facts where outlet <> ''
    group by outlet order by n desc, outlet limit $most
"""
_VOICES = """
    select voice as value, count(distinct passage_id) as n from store.frame_voices
    group by voice order by n desc, voice limit $most
"""
_ENTITIES = """
    select key as value, name, n_articles as n from store.entities where kind = $kind limit $most
"""
_NAMES = {
    "q": "words", "since": "from", "until": "to", "outlet": "outlet", "voice": "voice",
    "label": "label", "model": "model",
}  # fmt: skip

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Values and the names that are shown for them, the most frequent first."""

    outlets: tuple[Choice, ...]
    voices: tuple[Choice, ...]
    people: tuple[Choice, ...]
    institutions: tuple[Choice, ...]
    models: tuple[Choice, ...]


def read_choices(served: ServedRun) -> Choices:
    """Read the choices of a run, once."""
    return served.answers.get(("choices",), lambda: _read(served))


def say_selection(selection: Selection, served: ServedRun) -> list[Choice]:
    """Name what is chosen, in a reader's words and those of the run's codebook."""
    choices = read_choices(served)
    people, institutions = dict(choices.people), dict(choices.institutions)
    chosen = selection.model_dump(mode="json", exclude_defaults=True)
    if selection.label:
        chosen["label"] = served.debate.label_name(selection.label)
    if selection.model:
        # Two readings by one model are told apart by how their scorers begin.
        model = dict(choices.models).get(selection.model, "")
        chosen["model"] = f"{model} {selection.model[:6]}".strip()
    said = [(_NAMES[name], str(value)) for name, value in chosen.items() if name in _NAMES]
    if selection.actor:
        said.append(("person", people.get(selection.actor, selection.actor)))
    if selection.institution:
        said.append(("institution", institutions.get(selection.institution, selection.institution)))
    return said


def _read(served: ServedRun) -> Choices:
    with served.views(Selection()) as views:
        found = {
            "outlets": read_rows(views, _OUTLETS, {"most": _MOST}),
            "voices": read_rows(views, _VOICES, {"most": _MOST}),
            "people": read_rows(views, _ENTITIES, {"kind": "person", "most": _MOST}),
            "institutions": read_rows(views, _ENTITIES, {"kind": "institution", "most": _MOST}),
        }
    named = {
        kind: tuple(
            (row["value"], clip(str(row.get("name", row["value"])), _MAX_NAME)) for row in rows
        )
        for kind, rows in found.items()
    }
    return Choices(**named, models=tuple(served.scorers.items()))
