"""What can be set, where each value came from, and where data and models are found.

Defaults < file < environment < ``--set``. A partial file changes only what it names. Settings are
passed as arguments; there is no global.
"""

from __future__ import annotations

import sysconfig
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from stanceline.errors import MissingDataError, SettingsError

ENVIRONMENT_PREFIX = "STANCELINE_"
_HOME_MARK = Path("corpora") / "deal-frames" / "codebook.toml"


ArticleField = Literal["text", "title", "date", "modified", "outlet", "url", "authors", "language"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IngestSettings(_Model):
    """How inputs become articles."""

    shard_size: int = Field(default=50, ge=1, description="articles in a shard")
    story_threshold: float = Field(
        default=0.6, gt=0, le=1, description="shared share of the shorter text of two reprints"
    )
    columns: dict[ArticleField, str] = Field(
        default={}, description="which column of a table holds a field: --map title=headline"
    )
    outlets: Path | None = Field(
        default=None, description="CSV of two columns: a domain or a name as found, and its outlet"
    )
    keep_opted_out: bool = Field(
        default=True, description="read articles whose publishers opt out of text and data mining"
    )


class ExtractSettings(_Model):
    """How articles become passages, mentions and voices."""

    extractor: str = "spacy.v1"
    spacy_model: str = Field(default="auto", description="an installed spaCy package, or auto")
    entities: Path | None = Field(default=None, description="folder of entity files")
    more_entities: tuple[Path, ...] = Field(
        default=(), description="entity files of your own, added to those"
    )
    voices_model: Path | None = Field(
        default=None, description="a model of `train --task voices`, heard beside the rules"
    )


class RelevanceSettings(_Model):
    """What is passed by because it is not about the codebook's subject."""

    enabled: bool = Field(default=True, description="false reads everything")
    codebook: Path | None = Field(
        default=None, description="whose [subject] counts; that of the model's own debate"
    )
    article: float = Field(
        default=0.45, ge=0, le=1, description="an article below it is kept and not read"
    )
    passage: float = Field(
        default=0.2, ge=0, le=1, description="where all around it is below, no model reads"
    )


class FrameSettings(_Model):
    """How passages are scored."""

    framer: str = "transformer.v1"
    model: str = Field(default="deal-frames-base", description="a name in models/ or a folder")
    small_model: str = Field(
        default="deal-frames-small", description="what cascade.v1 reads everything with"
    )
    cascade_margin: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="cascade.v1 asks the model where the small one is nearer to a threshold",
    )
    runtime: Literal["auto", "torch", "openvino"] = Field(
        default="auto",
        description="openvino is faster; auto is openvino where it is installed (docs/adr/0054)",
    )
    device: Literal["cpu", "cuda"] = Field(
        default="cpu", description="where torch scores; a larger batch_tokens suits cuda"
    )
    threads: int = Field(default=0, ge=0, description="threads that score; 0 is all there are")
    languages: tuple[str, ...] = Field(default=("en",), description="what the model can read")
    batch_tokens: int = Field(default=2048, ge=64, description="tokens in a batch of torch")

    @field_validator("runtime", mode="before")
    @classmethod
    def _name_what_int8_became(cls, value: object) -> object:
        if value == "int8":
            raise PydanticCustomError(
                "given_up",
                "8-bit integers moved labels and were given up (docs/adr/0054); use 'openvino', "
                "or 'auto', which is openvino where it is installed",
            )
        return value


Grouping = Literal["outlet", "country", "voice", "quotation", "actor", "institution", "person"]


class SeriesSettings(_Model):
    """How scores become a series."""

    period: Literal["auto", "day", "week", "month"] = "auto"
    weights: Literal["story", "article", "exposure"] = "story"
    panel: Literal["all", "fixed"] = Field(
        default="all", description="fixed: only outlets present in 90% of the periods"
    )
    labels: Path | None = Field(
        default=None, description="hand-read passages: passage_id, label, pi, stratum"
    )
    group_by: tuple[Grouping, ...] = Field(
        default=("outlet", "voice"), description="one line for each value of each of these"
    )


class BatchSettings(_Model):
    """Who does the work of a run; nothing here changes a result."""

    engine: Literal["local", "ray"] = "local"
    workers: int = Field(default=0, ge=0, description="processes that work; 0 is one a core")
    ray_address: str = Field(
        default="", description="a Ray cluster's address, or auto; empty starts one here"
    )
    shard_limit_s: float = Field(
        default=1800,
        ge=0,
        description="seconds after which a shard's worker is stopped; 0 is never",
    )


class ServeSettings(_Model):
    """How much the live site takes, and where it keeps its indexes."""

    cache: Path | None = Field(default=None, description="folder of indexes; ~/.cache/stanceline")
    max_body_bytes: int = Field(default=1_000_000, ge=1, description="bytes of a request")
    max_stream_bytes: int = Field(default=64_000_000, ge=1, description="bytes of a JSONL stream")
    scorings_a_minute: int = Field(default=60, ge=1, description="scoring requests of a client")


class Settings(_Model):
    """Everything that can be set."""

    home: Path | None = Field(default=None, description="where corpora/ and models/ are")
    ingest: IngestSettings = IngestSettings()
    extract: ExtractSettings = ExtractSettings()
    relevance: RelevanceSettings = RelevanceSettings()
    frame: FrameSettings = FrameSettings()
    series: SeriesSettings = SeriesSettings()
    batch: BatchSettings = BatchSettings()
    serve: ServeSettings = ServeSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings, and the origin of every value that is not a default."""

    settings: Settings
    origins: Mapping[str, str]


def load_configuration(
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Iterable[str] = (),
) -> Configuration:
    """Merge the layers; ``overrides`` are ``section.name=value`` strings.

    Raises:
        SettingsError: a name that does not exist or a value out of range.

    """
    layers = [
        (f"file {file}", _from_file(file)),
        ("environment", _from_environment(environment or {})),
        ("--set", _from_overrides(overrides)),
    ]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for key, value in layer.items():
            _plant(values, key.split("."), value)
            origins[key] = origin
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    return Configuration(settings=settings, origins=origins)


def find_home(settings: Settings) -> Path:
    """Find the folder that holds ``corpora/`` and ``models/``.

    Raises:
        MissingDataError: neither a checkout around the working folder nor an installed copy.

    """
    if settings.home is not None:
        places = [settings.home]
    else:
        here = Path.cwd()
        installed = Path(sysconfig.get_path("data")) / "share" / "stanceline"
        places = [here, *here.parents, installed]
    for place in places:
        if (place / _HOME_MARK).is_file():
            return place
    raise MissingDataError(str(_HOME_MARK), [places[0], places[-1]])


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return _flatten(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not a TOML file: {error}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(ENVIRONMENT_PREFIX).lower().replace("__", "."): _parse(value)
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX)
    }


def _from_overrides(overrides: Iterable[str]) -> dict[str, Any]:
    pairs = {}
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals:
            raise SettingsError(f"--set {override}: expected NAME=VALUE, as in series.period=week")
        pairs[key.strip()] = _parse(value.strip())
    return pairs


def _parse(value: str) -> Any:  # noqa: ANN401 - whatever TOML can say
    """Read a value as TOML, or take it as the text it is.

    >>> _parse("3"), _parse("week"), _parse("['de', 'en']")
    (3, 'week', ['de', 'en'])
    """
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return value


def _flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _plant(values: dict[str, Any], path: list[str], value: Any) -> None:  # noqa: ANN401
    for key in path[:-1]:
        values = values.setdefault(key, {})
        if not isinstance(values, dict):
            raise SettingsError(f"{'.'.join(path)}: {key} is a value, not a section")
    values[path[-1]] = value


def _explain(error: ValidationError) -> str:
    problems = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            problems.append(f"no setting named {name}; known: {', '.join(setting_names())}")
        else:
            problems.append(f"{name}: {problem['msg']}, got {problem['input']!r}")
    return "; ".join(problems)


def flat_settings(settings: Settings) -> dict[str, Any]:
    """List every setting by its dotted name, with its value."""
    return dict(sorted(_flatten(settings.model_dump(mode="json")).items()))


def setting_names() -> list[str]:
    """List every setting by its dotted name."""
    return list(flat_settings(Settings()))
