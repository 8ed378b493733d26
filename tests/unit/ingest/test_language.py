from stanceline.ingest.language import identify_language


def test_english_is_recognised():
    assert (
        identify_language("The government said that it would not accept the terms of the deal.")
        == "en"
    )


def test_japanese_is_recognised():
    assert identify_language("政府は合意の条件を受け入れないと述べた。野党は反発した。") == "ja"


def test_short_text_is_undetermined():
    assert identify_language("Trade deal") == "und"


def test_long_text_is_known_by_its_beginning_and_middle():
    german = "Die Regierung nahm die Bedingungen des Abkommens nach langer Debatte an. "
    notice = "Subscribe to our newsletter for more news. "
    assert identify_language(notice + german * 2000 + notice) == "de"
