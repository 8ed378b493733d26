"""Croissant metadata: what is in the files, said to machines (MLCommons Croissant 1.0)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from stanceline.errors import MissingExtraError
from stanceline.export.citation import Credits

if TYPE_CHECKING:
    import mlcroissant as mlc


def write_croissant(
    folder: Path,
    schemas: Mapping[str, pa.Schema],
    descriptions: Mapping[tuple[str, str], str],
    credits_: Credits,
) -> None:
    """Write ``croissant.json`` with a file set and a record set a table.

    Raises:
        MissingExtraError: mlcroissant is not installed.

    """
    try:
        import mlcroissant as mlc
    except ImportError as error:
        raise MissingExtraError("mlcroissant", "export") from error
    metadata = mlc.Metadata(
        name=credits_.title,
        description="Framing and stance of news passages, with voices, mentions and a series.",
        license=[credits_.licence],
        url=credits_.url or None,
        cite_as=credits_.cite_as(),
        date_published=credits_.date[:10] or None,
        version=credits_.version,
        distribution=[_file_set(table) for table in schemas],
        record_sets=[_record_set(table, schema, descriptions) for table, schema in schemas.items()],
    )
    text = json.dumps(metadata.to_json(), indent=2, ensure_ascii=False, default=str)
    (folder / "croissant.json").write_text(text + "\n", encoding="utf-8")


def _file_set(table: str) -> mlc.FileSet:
    import mlcroissant as mlc

    return mlc.FileSet(
        id=f"{table}-files",
        name=f"{table}-files",
        encoding_formats=["application/x-parquet"],
        includes=[f"data/{table}/*.parquet"],
    )


def _record_set(
    table: str, schema: pa.Schema, descriptions: Mapping[tuple[str, str], str]
) -> mlc.RecordSet:
    import mlcroissant as mlc

    fields = [
        mlc.Field(
            id=f"{table}/{field.name}",
            name=f"{table}/{field.name}",
            description=descriptions.get((table, field.name)) or None,
            data_types=[_data_type(field.type)],
            is_array=pa.types.is_list(field.type) or None,
            array_shape="-1" if pa.types.is_list(field.type) else None,
            source=mlc.Source(file_set=f"{table}-files", extract=mlc.Extract(column=field.name)),
        )
        for field in schema
    ]
    return mlc.RecordSet(id=table, name=table, fields=fields)


def _data_type(kind: pa.DataType) -> Any:  # noqa: ANN401 - mlcroissant's own constants
    import mlcroissant as mlc

    checks = (
        (pa.types.is_integer, mlc.DataType.INTEGER),
        (pa.types.is_floating, mlc.DataType.FLOAT),
        (pa.types.is_boolean, mlc.DataType.BOOL),
        (pa.types.is_temporal, mlc.DataType.DATE),
    )
    return next((name for is_kind, name in checks if is_kind(kind)), mlc.DataType.TEXT)
