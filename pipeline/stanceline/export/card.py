"""The card of a dataset: what a reader of the Hub, or of the folder, sees first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.dataset as ds

from stanceline.export.citation import Credits

if TYPE_CHECKING:
    import pyarrow as pa
    from huggingface_hub import DatasetCardData

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGEST = "1M<n<10M"
_TEXT_FREE = """
## No text

This dataset holds no article text: ids, offsets (code points, half-open), digests, addresses,
dates, labels and scores. With the articles at hand, `stanceline rehydrate DATASET ARTICLES...
--out DIR` puts the text back, checks every digest, finds passages that have moved and reports
what it could not.
"""
_FULL = """
## Text

This dataset holds the text of its articles. Check that you may share it; `--text-free` leaves it
out.
"""


def write_card(
    folder: Path,
    schemas: Mapping[str, pa.Schema],
    receipt: Mapping[str, Any],
    credits_: Credits,
) -> None:
    """Write ``README.md`` with the metadata the Hub reads."""
    from huggingface_hub import DatasetCard

    data = _card_data(folder, schemas, receipt, credits_)
    body = _body(schemas, receipt, credits_)
    DatasetCard(f"---\n{data.to_yaml()}\n---\n\n{body}").save(folder / "README.md")


def _card_data(
    folder: Path, schemas: Mapping[str, pa.Schema], receipt: Mapping[str, Any], credits_: Credits
) -> DatasetCardData:
    from huggingface_hub import DatasetCardData

    rows = max(receipt["tables"].values(), default=0)
    languages = _languages(folder)
    return DatasetCardData(
        pretty_name=credits_.title,
        license=credits_.licence,
        language=languages or None,
        multilinguality="multilingual" if len(languages) > 1 else "monolingual",
        annotations_creators=["machine-generated"],
        source_datasets=["original"],
        size_categories=[next((name for limit, name in _SIZES if rows < limit), _LARGEST)],
        task_categories=["text-classification"],
        tags=["stance", "framing", "news", "stanceline"],
        configs=[_configuration(table, schemas) for table in schemas],
    )


def _configuration(table: str, schemas: Mapping[str, pa.Schema]) -> dict[str, Any]:
    default = "passages" if "passages" in schemas else next(iter(schemas))
    configuration: dict[str, Any] = {
        "config_name": table,
        "data_files": [{"split": "train", "path": f"data/{table}/*.parquet"}],
    }
    return configuration | ({"default": True} if table == default else {})


def _languages(folder: Path) -> list[str]:
    articles = folder / "data" / "articles"
    if not articles.is_dir():
        return []
    column = ds.dataset(articles, format="parquet").to_table(columns=["language"])["language"]
    return sorted(value for value in column.unique().to_pylist() if value and value != "und")


def _body(schemas: Mapping[str, pa.Schema], receipt: Mapping[str, Any], credits_: Credits) -> str:
    rows = "\n".join(
        f"| {table} | {receipt['tables'][table]:,} | {', '.join(schema.names)} |"
        for table, schema in schemas.items()
    )
    model = receipt["model"]
    return f"""# {credits_.title}

News passages with calibrated probabilities that they present a deal as a *premium for security*
or as an *economic capitulation*, who voices them, and the stance series over time. Made with
stanceline {receipt["stanceline"]} by the model `{model.get("name", "")}`
(`{model.get("sha256", "")}`). A score is a model's reading of a passage, not a fact about its
author.

```python
from datasets import load_dataset

passages = load_dataset("path/of/this/folder", "{next(iter(schemas))}", split="train")
```

| table | rows | columns |
|---|---|---|
{rows}

`DATA-DICTIONARY.md` says what every column holds; `croissant.json` says it to machines;
`export.json` has the digest of every file.
{_TEXT_FREE if receipt["text_free"] else _FULL}
## Citation

{credits_.cite_as()}
"""
