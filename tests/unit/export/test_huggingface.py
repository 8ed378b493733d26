import json
import logging

import pytest
import yaml
from huggingface_hub import DatasetCard

from stanceline.export.dataset import export_run
from stanceline.export.huggingface import UploadError, push_folder
from stanceline.store.schemas import TABLES
from stanceline.store.views import connect, read_rows


@pytest.fixture(scope="module")
def folder(run, repository, tmp_path_factory):
    from stanceline.export.citation import Credits
    from stanceline.export.dataset import Export
    from stanceline.export.dictionary import read_descriptions

    out = tmp_path_factory.mktemp("hf") / "dataset"
    export = Export(
        format="hf",
        descriptions=read_descriptions(repository),
        credits=Credits(title="Deal frames", authors=("Doe, Jane", "An Institute")),
    )
    export_run(run, export, out)
    return out


def test_load_dataset_gives_the_rows_of_the_run(folder, run, tmp_path):
    from datasets import load_dataset

    loaded = load_dataset(str(folder), "scores", split="train", cache_dir=str(tmp_path))
    with connect(run) as connection:
        rows = read_rows(connection, "select * from scores order by article_id, passage_id")
    assert loaded.to_list() == rows


def test_the_default_configuration_is_the_passages(folder, tmp_path):
    from datasets import load_dataset

    loaded = load_dataset(str(folder), split="train", cache_dir=str(tmp_path))
    assert {"passage_id", "text"} <= set(loaded.column_names)


def test_the_card_says_what_the_hub_reads(folder):
    card = DatasetCard.load(folder / "README.md")
    assert card.data.pretty_name == "Deal frames"
    assert card.data.task_categories == ["text-classification"]
    assert [c["config_name"] for c in card.data.to_dict()["configs"]][:2] == [
        "articles",
        "passages",
    ]
    assert "# Deal frames" in card.text


# mlcroissant uses an argument of pandas that pandas 3.1 warns of.
@pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")
def test_croissant_is_valid_and_gives_the_rows(folder, run, caplog):
    import mlcroissant as mlc

    with caplog.at_level(logging.ERROR):
        described = mlc.Dataset(jsonld=str(folder / "croissant.json"))
    assert not caplog.records
    records = described.records("passages")
    first = next(iter(records))
    with connect(run) as connection:
        query = 'select * from passages order by article_id, start, "end" limit 1'
        [row] = read_rows(connection, query)
    assert first["passages/passage_id"].decode() == row["passage_id"]
    assert first["passages/start"] == row["start"]


def test_croissant_describes_every_column(folder):
    content = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    described = {s["@id"]: {f["name"] for f in s["field"]} for s in content["recordSet"]}
    assert {f"articles/{name}" for name in TABLES["articles"].names} == described["articles"]


def test_the_citation_file_is_yaml_with_every_author(folder):
    citation = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["authors"] == [
        {"family-names": "Doe", "given-names": "Jane"},
        {"name": "An Institute"},
    ]


def test_the_dictionary_has_words_for_the_columns_of_the_records_page(folder):
    page = (folder / "DATA-DICTIONARY.md").read_text(encoding="utf-8")
    assert "| passage_id | string | made from article, offsets and text |" in page
    assert "| text | string | the passage itself" in page


def test_an_upload_without_a_network_says_what_to_do_later(folder):
    with pytest.raises(UploadError, match="hf upload me/deals"):
        push_folder(folder, "me/deals", private=True)
