from stanceline.ingest.refusals import RefusalError, reject, reject_crash


def test_refusal_becomes_a_record_with_its_kind_and_place():
    refusal = RefusalError("no text", "a.csv:3", "the row has no text", remedy="fill it in")
    rejected = reject(refusal, source="a.csv")
    assert (rejected.source, rejected.locator, rejected.stage) == ("a.csv", "a.csv:3", "ingest")
    assert rejected.error == "no text"
    assert rejected.message == "a.csv:3: the row has no text; fill it in"


def test_crash_is_named_after_its_class():
    rejected = reject_crash(KeyError("title"), source="a.csv", locator="a.csv:3")
    assert rejected.message == "a.csv:3: the reader failed with KeyError: 'title'"


def test_record_holds_only_what_utf8_can():
    rejected = reject(RefusalError("bad row", "a\udcff", "\ud800"), source="a\udcff")
    (rejected.source + rejected.locator + rejected.message).encode("utf-8")
