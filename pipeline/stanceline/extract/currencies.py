"""How currencies are written: signs, ISO 4217 codes and words; a bare dollar is the US dollar."""

from __future__ import annotations

import re

SIGNS = {
    "US$": "USD", "$US": "USD", "AU$": "AUD", "A$": "AUD", "$A": "AUD", "CA$": "CAD", "C$": "CAD",
    "HK$": "HKD", "$HK": "HKD", "NT$": "TWD", "NZ$": "NZD", "$NZ": "NZD", "S$": "SGD",
    "R$": "BRL", "MX$": "MXN", "Mex$": "MXN", "N$": "NAD", "J$": "JMD", "Z$": "ZWL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₩": "KRW", "₹": "INR",
    "₱": "PHP", "฿": "THB", "₫": "VND", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₪": "ILS",
    "₦": "NGN", "₵": "GHS", "GH₵": "GHS", "GH¢": "GHS", "₡": "CRC", "₾": "GEL", "₭": "LAK",
    "₮": "MNT", "₸": "KZT", "₿": "XBT", "৳": "BDT", "Tk": "BDT", "Tk.": "BDT", "KSh": "KES",
    "Ksh": "KES", "USh": "UGX", "Y=": "JPY", "PS": "GBP", "元": "CNY", "円": "JPY", "ரூ": "LKR",
    "Rs.": "INR", "Rs": "INR", "Fr.": "CHF", "Fr": "CHF", "SFr": "CHF", "RM": "MYR", "Rp": "IDR",
}  # fmt: skip
# Signs that stand after the number too.
SIGNS_AFTER = "€£₩₹¥$₱฿₫₺₽₴₪₦₵₡₾₭₮₸₿৳元円"
_CODES = (
    "USD EUR GBP JPY CNY KRW INR CHF AUD CAD NZD HKD SGD TWD MXN BRL PHP THB VND IDR MYR TRY RUB "
    "UAH ILS SEK NOK DKK PLN CZK HUF ZAR SAR AED QAR KWD EGP PKR BDT LKR ARS CLP COP PEN NGN KES "
    "GHS TZS UGX ETB ZMW MAD DZD TND JOD BHD OMR KZT MMK KHR LAK MNT RON BGN ISK BTC"
)
CODES = {code: code for code in _CODES.split()} | {"RMB": "CNY", "BTC": "XBT"}
# Regular expressions, because a currency has a plural and sometimes its country before it.
WORDS = {
    r"(?:Australian|Aussie)[ -]dollars?": "AUD",
    r"Canadian[ -]dollars?": "CAD",
    r"Hong Kong[ -]dollars?": "HKD",
    r"Singapore(?:an)?[ -]dollars?": "SGD",
    r"New Zealand[ -]dollars?": "NZD",
    r"(?:New )?Taiwan(?:ese)?[ -]dollars?": "TWD",
    r"Zimbabwe(?:an)?[ -]dollars?": "ZWL",
    r"Jamaican[ -]dollars?": "JMD",
    r"Namibian?[ -]dollars?": "NAD",
    r"Fiji(?:an)?[ -]dollars?": "FJD",
    r"(?:United[ -]States[ -]|U\. ?S\. ?[ -]?|US[ -]|American[ -])?(?:dollars?|bucks)": "USD",
    r"(?:Japanese )?yen": "JPY",
    r"(?:South )?(?:Korean )?won": "KRW",
    r"euros?": "EUR",
    r"(?:British )?pounds?(?: sterling)?": "GBP",
    r"(?:Chinese )?(?:yuan|renminbi)": "CNY",
    r"CFA francs?": "XOF",
    r"(?:Swiss )?francs?": "CHF",
    r"Sri Lankan rupees?": "LKR",
    r"Pakistani? rupees?": "PKR",
    r"Nepal(?:i|ese) rupees?": "NPR",
    r"(?:Indian )?rupees?": "INR",
    r"(?:Bangladeshi )?takas?": "BDT",
    r"(?:Nigerian )?nairas?": "NGN",
    r"(?:Ghanaian |Ghana )?cedis?": "GHS",
    r"Ugandan shillings?": "UGX",
    r"Tanzanian? shillings?": "TZS",
    r"(?:Kenyan? )?shillings?": "KES",
    r"(?:Ethiopian )?birr": "ETB",
    r"(?:Zambian |Malawian )?kwachas?": "ZMW",
    r"Kuwaiti dinars?": "KWD",
    r"Iraqi dinars?": "IQD",
    r"Algerian dinars?": "DZD",
    r"Tunisian dinars?": "TND",
    r"Jordanian dinars?": "JOD",
    r"Omani rials?": "OMR",
    r"Iranian rials?": "IRR",
    r"Qatari ri(?:y)?als?": "QAR",
    r"Costa Rican col[oó]n(?:es)?": "CRC",
    r"(?:Georgian )?lari": "GEL",
    r"(?:Lao )?kip": "LAK",
    r"(?:Burmese |Myanmar )?kyats?": "MMK",
    r"(?:Kazakh )?tenge": "KZT",
    r"Finnish mark(?:ka|kaa|s)": "FIM",
    r"(?:Spanish )?pesetas?": "ESP",
    r"Dutch guilders?": "NLG",
    r"(?:German |Deutsche? )marks?": "DEM",
    r"bitcoins?": "XBT",
    r"Philippine pesos?": "PHP",
    r"Argentine pesos?": "ARS",
    r"Mexican pesos?": "MXN",
    r"pesos?": "peso",
    r"(?:Brazilian )?reais": "BRL",
    r"(?:Thai )?baht": "THB",
    r"(?:Vietnamese )?dong": "VND",
    r"(?:Indonesian )?rupiahs?": "IDR",
    r"(?:Malaysian )?ringgits?": "MYR",
    r"(?:Russian )?(?:rubles?|roubles?)": "RUB",
    r"(?:Turkish )?liras?": "TRY",
    r"(?:Ukrainian )?hryvnias?": "UAH",
    r"(?:Israeli )?shekels?": "ILS",
    r"Swedish (?:krona|crowns?)|(?:Swedish )?kronor": "SEK",
    r"Danish (?:krone[rs]?|crowns?)": "DKK",
    r"Norwegian (?:krone[rs]?|crowns?)": "NOK",
    r"Czech (?:koruna[s]?|crowns?)": "CZK",
    r"(?:Hungarian )?forints?": "HUF",
    r"Romanian lei": "RON",
    r"(?:Polish )?(?:zloty|zlotys|złoty)": "PLN",
    r"(?:South African )?rand": "ZAR",
    r"(?:Saudi )?riyals?": "SAR",
    r"(?:Emirati |UAE )?dirhams?": "AED",
}
_WORD_CODES = tuple((re.compile(rf"(?i:{word})"), code) for word, code in WORDS.items())
# Where a bare pound is money and not weight.
STERLING_CONTEXT = re.compile(
    r"£|\b(?:GBP|sterling|Brit(?:ain|ish|ons?)|U\.?K\b|England|Scot(?:land|tish)|London|Brexit"
    r"|Starmer|Reeves|Treasury|Exchequer)"
)
_YUAN_CONTEXT = re.compile(r"\b(?:China|Chinese|Beijing|yuan|renminbi|RMB|CNY)\b")
_YEN_CONTEXT = re.compile(r"\b(?:Japan|Japanese|Tokyo|yen|JPY)\b")
# A bare peso belongs to the one country of them that the text names.
_PESO_CONTEXT = {
    "MXN": re.compile(r"\b(?:Mexic(?:o|an)|Sheinbaum)\b"),
    "PHP": re.compile(r"\b(?:Philippines?|Filipino|Manila)\b"),
    "ARS": re.compile(r"\b(?:Argentin\w+|Buenos Aires)\b"),
    "CLP": re.compile(r"\b(?:Chile|Chilean|Santiago)\b"),
    "COP": re.compile(r"\b(?:Colombian?|Bogot[aá])\b"),
}


def currency_of(written: str, context: str) -> str:
    """Return the ISO 4217 code of a sign, code or word; "" when the text does not tell.

    ``context`` is the whole text: a ``¥`` is yuan where China is the subject and Japan is not.

    >>> currency_of("$", ""), currency_of("pounds", ""), currency_of("¥", "in Beijing")
    ('USD', 'GBP', 'CNY')
    """
    if written in {"¥", "￥"}:
        return _yen_or_yuan(context)
    joined = written.replace(" ", "")
    bare = joined.upper().replace(".", "").removesuffix("$")
    known = (
        SIGNS.get(joined) or CODES.get(bare) or (SIGNS.get(f"{bare}$") if bare != joined else "")
    )
    if known:
        return known
    for pattern, code in _WORD_CODES:
        if pattern.fullmatch(written):
            return _peso(context) if code == "peso" else code
    return ""


def _yen_or_yuan(context: str) -> str:
    is_yuan = _YUAN_CONTEXT.search(context) and not _YEN_CONTEXT.search(context)
    return "CNY" if is_yuan else "JPY"


def _peso(context: str) -> str:
    named = [code for code, pattern in _PESO_CONTEXT.items() if pattern.search(context)]
    return named[0] if len(named) == 1 else ""
