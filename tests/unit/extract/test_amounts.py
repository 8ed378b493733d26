import pytest
from hypothesis import given
from hypothesis import strategies as st

from stanceline.extract.amounts import find_amounts

WORDS = st.sampled_from(
    ["$", "US$", "¥", "5", "1,000", "0.5", " ", "-", "–", "to", "and", "between ", "%", "percent",
     " billion", "bn", "k", " yen", "won", "one", "half a", "of", "\n", "a year", "CHF", ".", ","]
)  # fmt: skip


def only(text):
    [amount] = find_amounts(text)
    return amount


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("a $550 billion deal", 5.5e11, "USD"),
        ("US$1.2tn", 1.2e12, "USD"),
        ("A$368 billion", 3.68e11, "AUD"),
        ("C$10", 10.0, "CAD"),
        ("HK$3m", 3e6, "HKD"),
        ("NT$5 million", 5e6, "TWD"),
        ("NZ$2bn", 2e9, "NZD"),
        ("S$7,500", 7500.0, "SGD"),
        ("€1.5bn", 1.5e9, "EUR"),
        ("1.5bn euros", 1.5e9, "EUR"),
        ("EUR1.5bn", 1.5e9, "EUR"),
        ("£300k", 3e5, "GBP"),
        ("five million pounds", 5e6, "GBP"),
        ("80 trillion yen", 8e13, "JPY"),
        ("¥500 billion for Tokyo", 5e11, "JPY"),
        ("¥500 billion, Beijing said", 5e11, "CNY"),
        ("3 billion yuan", 3e9, "CNY"),
        ("350 billion won", 3.5e11, "KRW"),
        ("₩400,000", 4e5, "KRW"),
        ("₹3 lakh crore", 3e12, "INR"),
        ("5,00,000 rupees", 5e5, "INR"),
        ("CHF 5 million", 5e6, "CHF"),
        ("Fr 5 million", 5e6, "CHF"),
        ("200 million francs", 2e8, "CHF"),
        ("5 million USD", 5e6, "USD"),
        ("$5 billion CAD", 5e9, "CAD"),
        ("$ 30 cents", 0.3, "USD"),
        ("a 550-billion-dollar plan", 5.5e11, "USD"),
        ("half a billion dollars", 5e8, "USD"),
        ("one hundred billion dollars", 1e11, "USD"),
        ("10 million pesos in Mexico", 1e7, "MXN"),
        ("10 million pesos", 1e7, ""),
    ],
)
def test_money_has_its_value_and_currency(text, value, currency):
    amount = only(text)
    assert (amount.kind, amount.value, amount.currency) == ("money", value, currency)


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("250% of GDP", "percent", 250.0, "%"),
        ("25 per cent", "percent", 25.0, "%"),
        ("a 15-percent tariff", "percent", 15.0, "%"),
        ("twenty-five percent", "percent", 25.0, "%"),
        ("half a percent", "percent", 0.5, "%"),
        ("fell by -0.5%", "percent", -0.5, "%"),
        ("2 percentage points", "quantity", 2.0, "percentage_point"),
        ("0.25 percentage point", "quantity", 0.25, "percentage_point"),
        ("25 basis points", "quantity", 25.0, "basis_point"),
    ],
)
def test_rates_have_their_unit(text, kind, value, unit):
    amount = only(text)
    assert (amount.kind, amount.value, amount.unit) == (kind, value, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$10-15 billion", 1e10, 1.5e10),
        ("$500 to $1 billion", 500.0, 1e9),
        ("A$3m to A$5m", 3e6, 5e6),
        ("between $3 and $5 billion", 3e9, 5e9),
        ("between 3 and 5 percent", 3.0, 5.0),
        ("15–20%", 15.0, 20.0),
        ("3 to 5 trillion yen", 3e12, 5e12),
    ],
)
def test_a_range_has_two_ends(text, low, high):
    amount = only(text)
    assert (amount.value, amount.value_high, amount.qualifier) == (low, high, "range")


def test_a_change_from_one_rate_to_another_is_two_amounts():
    assert [a.value for a in find_amounts("cut from 10% to 15%")] == [10.0, 15.0]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("ceilings around 15% on", "about"),
        ("nearly $5bn", "about"),
        ("some $5bn", "about"),
        ("debt exceeds 250% of", "over"),
        ("well over $15 billion", "over"),
        ("at least 10%", "over"),
        ("$550 billion-plus", "over"),
        ("less than 3%", "under"),
        ("up to $100 billion", "up_to"),
        ("no more than $3,500", "up_to"),
        ("handsome $5bn", "exact"),
    ],
)
def test_the_words_around_an_amount_qualify_it(text, qualifier):
    assert only(text).qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$5 billion a year", "year"),
        ("$5 billion annually", "year"),
        ("an annual $5 billion", "year"),
        ("$20 a month", "month"),
        ("$5 billion", None),
    ],
)
def test_a_rate_of_payment_has_its_period(text, per):
    assert only(text).per == per


def test_the_span_is_the_amount_without_its_qualifier():
    text = "worth about $550 billion a year"
    amount = only(text)
    assert text[amount.start : amount.end] == "$550 billion"


@pytest.mark.parametrize(
    "text",
    ["In 2024 won the", "200 pounds of rice", "a 10-pound bag", "Section 232", "hundreds of jobs",
     "2025-26", "version 1.2.3", "5 b", "room 15", ""],
)  # fmt: skip
def test_other_numbers_are_no_amounts(text):
    assert find_amounts(text) == []


@given(st.lists(WORDS, max_size=30).map("".join))
def test_amounts_are_ordered_disjoint_and_inside_the_text(text):
    amounts = find_amounts(text)
    edges = [edge for amount in amounts for edge in (amount.start, amount.end)]
    assert edges == sorted(edges)
    assert all(0 <= a.start < a.end <= len(text) for a in amounts)
    assert all(a.value_high is None or a.value < a.value_high for a in amounts)


@given(st.text())
def test_no_text_breaks_the_grammar(text):
    assert all(text[a.start : a.end].strip() for a in find_amounts(text))


@given(st.integers(1, 999), st.sampled_from([("million", 6), ("billion", 9), ("trillion", 12)]))
def test_a_written_sum_reads_back_as_its_value(number, magnitude):
    word, power = magnitude
    assert only(f"about ${number} {word}.").value == float(number * 10**power)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("US $5 billion", 5e9, "USD"),
        ("us$ 5 billion", 5e9, "USD"),
        ("$US113 trillion", 1.13e14, "USD"),
        ("$A82,615", 82615.0, "AUD"),
        ("£420 m", 4.2e8, "GBP"),
        ("120 MEUR", 1.2e8, "EUR"),
        ("75 USD million", 7.5e7, "USD"),
        ("7.5 million Danish crowns", 7.5e6, "DKK"),
        ("Tk 5 crore", 5e7, "BDT"),
        ("20 billion naira", 2e10, "NGN"),
        ("5 million taka", 5e6, "BDT"),
        ("1.39 billion U. S. dollars", 1.39e9, "USD"),
        ("80 cho yen", 8e13, "JPY"),
        ("550 oku yen", 5.5e10, "JPY"),
        ("a quarter of a million dollars", 2.5e5, "USD"),
        ("12 cents", 0.12, "USD"),
        ("470 pence", 4.7, "GBP"),
        ("3 dollars and 50 cents", 3.5, "USD"),
        ("100 ₡", 100.0, "CRC"),
        ("$-50.8bn", -5.08e10, "USD"),
        ("200 pounds, or £200", 200.0, "GBP"),
    ],
)
def test_money_of_other_countries_and_manners_is_read(text, value, currency):
    amount = find_amounts(text)[0]
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize(
    "text", ["He weighs 208 pounds", "a rise of 18 sen", "see q=30%25%2020%25x"]
)
def test_what_is_no_money_is_left(text):
    assert [a for a in find_amounts(text) if a.kind == "money"] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("cut from 25% to 15%", [25.0, 15.0]),
        ("cut from 25 to 15 percent", [25.0, 15.0]),
        ("from $10 to $15 billion", [1e10, 1.5e10]),
        ("about 8 or $9", [8.0, 9.0]),
        ("up by $43 billion to $419 billion", [4.3e10, 4.19e11]),
    ],
)
def test_a_change_is_two_amounts(text, values):
    assert [(a.value, a.value_high) for a in find_amounts(text)] == [(v, None) for v in values]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("ranging from 10% to 15%", 10.0, 15.0),
        ("homes from $750,000 to $1 million", 7.5e5, 1e6),
        ("tens of millions of dollars", 1e7, 1e8),
        ("hundreds of billions of yen", 1e11, 1e12),
    ],
)
def test_a_range_keeps_both_ends(text, low, high):
    amount = only(text)
    assert (amount.value, amount.value_high, amount.qualifier) == (low, high, "range")


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$52 a barrel", "barrel"),
        ("$5 per share", "share"),
        ("£24 a-year", "year"),
        ("$7 billion a year earlier", None),
        ("$5 a surprise", None),
        ("$3 billion per annum", "year"),
    ],
)
def test_a_rate_says_what_it_is_counted_by(text, per):
    assert only(text).per == per


@pytest.mark.parametrize(
    ("text", "of_what"),
    [
        ("250% of GDP, they say", "GDP"),
        ("15% of the value of imports and more", "value of imports"),
        ("$2 billion in new loans for ports", "new loans"),
        ("$5 billion in Kerang", ""),
        ("$5 billion in 2024", ""),
        ("$5 billion", ""),
    ],
)
def test_an_amount_says_what_it_is_of(text, of_what):
    assert only(text).of_what == of_what


def test_an_amount_says_over_how_many_years():
    assert only("$5 billion in loans over the next five years").over_years == 5.0
    assert only("$5 billion").over_years is None
