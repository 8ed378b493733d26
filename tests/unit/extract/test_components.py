import pytest

from stanceline.extract import figures, institutions, voices  # noqa: F401 - registers the factories
from stanceline.extract.language_model import load_language_model

TEXT = "Donald Trump praised JBIC’s $550 billion plan. Critics called it a surrender."
NAMES = ("stanceline_people", "stanceline_amounts", "stanceline_institutions", "stanceline_voices")


@pytest.fixture(scope="module")
def nlp(request):
    loaded = load_language_model()
    entities = str(request.config.rootpath / "corpora" / "entities")
    for name in ("stanceline_figures", "stanceline_institutions", "stanceline_voices"):
        loaded.add_pipe(name, config={"entities": entities})
    return loaded


def findings(doc):
    return {name: list(doc._.get(name)) for name in NAMES}


def test_the_components_work_in_any_pipeline(nlp):
    found = findings(nlp(TEXT))
    assert [p["entity_id"] for p in found["stanceline_people"]] == ["person:trump"]
    assert [a["value"] for a in found["stanceline_amounts"]] == [5.5e11]
    assert [i["entity_id"] for i in found["stanceline_institutions"]] == ["org:jbic"]
    assert [v["speaker"] for v in found["stanceline_voices"]] == ["Donald Trump", "Critics"]


def test_findings_are_spans_too(nlp):
    doc = nlp(TEXT)
    assert [span.text for span in doc.spans["stanceline_amounts"]] == ["$550 billion"]


def test_findings_survive_a_doc_bin(nlp):
    from spacy.tokens import DocBin

    doc = nlp(TEXT)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    [read] = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert findings(read) == findings(doc)


def test_findings_cross_to_worker_processes(nlp):
    [doc] = nlp.pipe([TEXT], n_process=2)
    assert findings(doc) == findings(nlp(TEXT))


def test_the_components_work_without_a_registry():
    loaded = load_language_model()
    loaded.add_pipe("stanceline_figures")
    assert loaded(TEXT)._.stanceline_people[0]["canonical"] == "Donald Trump"


def test_an_empty_document_has_no_findings(nlp):
    assert findings(nlp("")) == {name: [] for name in NAMES}
