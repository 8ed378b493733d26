"""A Hugging Face dataset folder: Parquet, one configuration a table; and its upload."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stanceline.errors import StancelineError
from stanceline.export.writers import TableStream, write_parquet_shards

_SHARD = "train-{number:05}-of-{count:05}.parquet"


class UploadError(StancelineError):
    """A dataset that could not be sent to the Hub."""


def write_huggingface(tables: Iterable[TableStream], folder: Path) -> None:
    """Write ``data/<table>/train-00000-of-00001.parquet`` as ``load_dataset`` expects it."""
    for table in tables:
        write_parquet_shards(table, folder / "data" / table.name, name=_SHARD)


def push_folder(folder: Path, repository: str, *, private: bool) -> str:
    """Send a dataset folder to the Hub; return its address.

    The login is the one of the ``hf`` command or of ``HF_TOKEN``.

    Raises:
        UploadError: there is no network, no login, or no right to write.

    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    api = HfApi()
    try:
        api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        api.upload_folder(folder_path=folder, repo_id=repository, repo_type="dataset")
    except (HfHubHTTPError, LocalTokenNotFoundError, OSError) as error:
        raise UploadError(
            f"{repository}: not sent: {error}; the dataset is in {folder}, "
            f"'hf upload {repository} {folder} --repo-type dataset' sends it later"
        ) from error
    return f"https://huggingface.co/datasets/{repository}"
