import pytest

from stanceline.ingest.drafts import Draft, make_article
from stanceline.ingest.refusals import RefusalError

BODY = "The cabinet met on Tuesday. It agreed on the terms of the deal after a long debate."


def make(**fields):
    return make_article(Draft(**fields), source="a.txt", locator="a.txt")


def test_title_stands_on_its_own_line_before_the_text():
    assert make(text=BODY, title="Deal  signed\n").text == f"Deal signed\n\n{BODY}"


def test_nothing_is_cut():
    article = make(text=BODY * 10_000)
    assert article.n_chars == article.chars_read == len(article.text) == len(BODY) * 10_000


def test_agency_is_found():
    article = make(text=f"TOKYO (Reuters) - {BODY}")
    assert (article.is_wire, article.agency) == (True, "Reuters")


def test_language_is_found():
    assert make(text=BODY).language == "en"


def test_declared_language_is_kept():
    assert make(text=BODY, language="sco").language == "sco"


def test_same_draft_has_the_same_id():
    assert make(text=BODY).article_id == make(text=BODY).article_id


def test_reprint_elsewhere_has_another_id():
    assert make(text=BODY, outlet="A").article_id != make(text=BODY, outlet="B").article_id


def test_removed_characters_are_noted():
    assert make(text=BODY + "\x00").note == "1 control characters removed"


@pytest.mark.parametrize("text", ["", "\x00\n\n"])
def test_no_text_is_refused(text):
    with pytest.raises(RefusalError) as caught:
        make(text=text)
    assert caught.value.kind == "no text"


@pytest.mark.parametrize(
    "text", ["It met.", "Home\n\nAbout us\n\nContact\n\nSubscribe\n\nNewsletter"]
)
def test_what_is_too_short_to_be_an_article_is_refused(text):
    with pytest.raises(RefusalError, match="too short") as caught:
        make(text=text)
    assert caught.value.kind == "too short"


@pytest.mark.parametrize(
    "text",
    [
        "政府は米国との合意について説明し、野党は条件を公開するよう求めた。首相は国益にかなうと述べた。",
        "รัฐบาลประกาศว่าจะลงทุนในสหรัฐอเมริกาเป็นเงินจำนวนมากเพื่อแลกกับการลดภาษีนำเข้ารถยนต์และชิ้นส่วน",
        "Правительство заявило, что согласилось на сделку ради безопасности страны.",
    ],
)
def test_other_languages_are_kept(text):
    assert make(text=text).language in {"ja", "th", "ru"}
