"""What the API answers with; a number that is not known is null."""

from __future__ import annotations

from pydantic import BaseModel

from stanceline.report.provenance import Provenance


class RunAnswer(BaseModel):
    """A run that is served."""

    name: str
    created: str
    version: str
    model: str
    counts: dict[str, int]

    @classmethod
    def from_provenance(cls, name: str, *, provenance: Provenance) -> RunAnswer:
        """Take from a manifest what tells runs apart."""
        counts = provenance.section("counts")
        return cls(
            name=name,
            created=provenance.text("created"),
            version=provenance.text("version"),
            model=provenance.text("model", "name"),
            counts={key: value for key, value in counts.items() if isinstance(value, int)},
        )
