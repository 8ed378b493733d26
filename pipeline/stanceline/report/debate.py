"""The two poles of a run as its codebook names them: the report speaks of these, not of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stanceline.records import Frame, Label, Pole
from stanceline.report.provenance import Provenance
from stanceline.report.wording import begin, clip

# A title stands in headings, in tables and on charts; a longer one is cut, visibly.
_MAX_TITLE = 48
_MAX_DEFINITION = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a debate; ``short`` stands where there is little room."""

    title: str
    short: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Debate:
    """Two poles; ``plus`` is the one whose share counts as plus."""

    plus: Side
    minus: Side

    @property
    def question(self) -> str:
        """The heading of a report."""
        return f"{begin(self.plus.title)}, or {self.minus.title}?"

    def towards(self, size: float) -> str:
        """Name the pole that a change or a level of this sign leans to."""
        return self.plus.title if size > 0 else self.minus.title

    def label_name(self, label: str) -> str:
        """Name a label of the scores, whose columns keep the names of our own poles."""
        titles = {
            Label.PREMIUM_FOR_SECURITY: self.plus.title,
            Label.ECONOMIC_CAPITULATION: self.minus.title,
        }
        return titles.get(Label(label), label) if label in set(Label) else label


OURS = Debate(
    plus=Side(
        title="premium for security",
        short="premium",
        definition="The passage presents the deal, payment or concession as worth it, necessary "
        "or protective.",
    ),
    minus=Side(
        title="economic capitulation",
        short="capitulation",
        definition="The passage presents it as surrender, one-sided, extortion, overpaying or "
        "lost autonomy.",
    ),
)


def make_debate(poles: Sequence[Pole]) -> Debate:
    """Make the debate of a model's two poles."""
    return _debate(
        {
            "poles": [pole.id for pole in poles],
            "titles": {pole.id: pole.title for pole in poles},
            "definitions": {pole.id: pole.definition for pole in poles},
        }
    )


def read_debate(provenance: Provenance) -> Debate:
    """Read the debate of a run from its manifest; ours where it names no other poles."""
    return _debate(provenance.section("model"))


def _debate(model: Mapping[str, object]) -> Debate:
    poles = model.get("poles")
    if not isinstance(poles, Sequence) or len(poles) != 2 or list(poles) == list(Frame):
        return OURS
    plus, minus = (_side(str(name), model) for name in poles)
    return Debate(plus=plus, minus=minus)


def _side(name: str, model: Mapping[str, object]) -> Side:
    title = _said(model, "titles", name) or name.replace("_", " ")
    return Side(
        title=clip(title, _MAX_TITLE),
        short=clip(title, _MAX_TITLE),
        definition=clip(_said(model, "definitions", name), _MAX_DEFINITION),
    )


def _said(model: Mapping[str, object], section: str, name: str) -> str:
    """Read what the codebook says of a pole; a manifest may hold anything."""
    found = model.get(section)
    value = found.get(name) if isinstance(found, Mapping) else None
    return value.strip() if isinstance(value, str) else ""
