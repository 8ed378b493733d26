"""Which passages are looked at: what the form of a page, an address and the API all say alike."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

_MAX_CHARS = 200


# Without this a bare number would be read as seconds since 1970.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _read_day(value: Any) -> Any:  # noqa: ANN401 - a form sends every field, also empty ones
    if value == "":
        return None
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written as 2025-07-22")
    return value


# A form sends a field that is left open as an empty text; the schema says that it may.
_DAY_SCHEMA = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "maxLength": 0},
        {"type": "null"},
    ]
}
Day = Annotated[
    date | None, BeforeValidator(_read_day), WithJsonSchema(_DAY_SCHEMA, mode="validation")
]
Name = Annotated[str, Field(max_length=_MAX_CHARS)]


class Selection(BaseModel):
    """A choice of passages; everything that is not empty must hold."""

    model_config = ConfigDict(frozen=True)

    since: Day = Field(default=None, description="first day of publication")
    until: Day = Field(default=None, description="last day of publication")
    outlet: Name = Field(default="", description="as the run names it")
    voice: Name = Field(default="", description="group of a voice of the passage, or own")
    actor: Name = Field(default="", description="key of a person who is named or speaks")
    institution: Name = Field(default="", description="key of an institution named or speaking")
    label: Name = Field(default="", description="premium_for_security, economic_capitulation, …")
    q: Name = Field(default="", description='words, "a phrase", begin*, -not')
    model: Name = Field(default="", description="which model's scores; the run's own when empty")

    @property
    def is_whole(self) -> bool:
        """Whether every passage is chosen, whatever the model."""
        return not self.model_dump(exclude={"model"}, exclude_defaults=True)

    def as_query(self, **changes: object) -> str:
        """Write it as the query of an address, with some values changed."""
        values = self.model_dump(mode="json") | changes
        return urlencode({name: value for name, value in values.items() if value not in {"", None}})

    def to_sql(self) -> tuple[str, dict[str, object]]:
        """Write the condition on ``facts`` and its values; the words are joined, not in it."""
        conditions, values = ["true"], dict[str, object]()
        for name, condition in _CONDITIONS.items():
            if value := getattr(self, name):
                conditions.append(condition)
                values[name] = value
        if self.until:
            values["until"] = self.until + timedelta(days=1)
        return " and ".join(conditions), values


_OF = "passage_id in (select passage_id from store.named where kind = '{kind}' and key = ${name})"
_OR_SAYS = "passage_id in (select passage_id from store.spoken where key = ${name})"
_CONDITIONS = {
    "since": "published >= $since",
    "until": "published < $until",
    "outlet": "outlet = $outlet",
    "voice": "passage_id in (select passage_id from store.frame_voices where voice = $voice)",
    "actor": f"({_OF} or {_OR_SAYS})".format(kind="person", name="actor"),
    "institution": f"({_OF} or {_OR_SAYS})".format(kind="institution", name="institution"),
}
