import pytest

from stanceline.ingest.furniture import is_furniture, remove_furniture


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "Story continues below", "Read more: Ministers meet again",
        "Sign up for our daily newsletter", "Follow us on Twitter", "Most read in Politics",
        "Get the latest news in your inbox.", "Do you have a story? Tell us.", "___",
    ],
)  # fmt: skip
def test_line_of_the_page_around_is_furniture(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "The cabinet met.", "They read more than the summary before they signed.",
        "More than 300 firms signed up for the fund.", "Share prices fell.", "Related firms fell.",
        "Subscribe to the bonds or lose the market, the envoy told them.",
    ],
)  # fmt: skip
def test_sentence_of_the_article_is_none(line):
    assert not is_furniture(line)


def test_what_is_left_out_is_counted():
    assert remove_furniture(["One.", "Advertisement", "Two."]) == (["One.", "Two."], 1)
