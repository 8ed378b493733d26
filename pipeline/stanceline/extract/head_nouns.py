"""What a capitalised name stands for, judged by its head noun: a body, a piece of land, a thing.

"Port Workers Federation" names who can act; "Preferred Supplier Rate", "Clean Harbour Act" and
"Electric Ferry Subsidies" are capitalised and name a rate, a law and a programme. The lists are
general English, written by hand; an abstract ending (-tion, -ment, -ance ...) tells the rest.
"""

from __future__ import annotations

import re
from enum import Enum


class Denotes(Enum):
    """What a name with this head noun names."""

    BODY = "body"
    LAND = "land"
    THING = "thing"


_BODIES = (
    "ministry department agency bureau office secretariat directorate authority administration "
    "commission committee subcommittee council board panel tribunal court chamber parliament "
    "congress senate assembly legislature diet knesset duma bundestag cabinet government treasury "
    "house caucus party coalition opposition union federation confederation association society "
    "league institute institution academy university college school faculty foundation trust "
    "charity fund bank exchange insurer corporation company firm group holding holdings "
    "conglomerate consortium partners associates brothers industries enterprises ventures motors "
    "airlines airways railways railway shipping shipbuilding shipyard steel electronics "
    "semiconductor semiconductors pharmaceuticals chemical chemicals foods insurance securities "
    "capital media press news times post journal gazette herald tribune newspaper magazine "
    "broadcaster broadcasting television radio network organization organisation forum club "
    "brotherhood movement front army navy force forces guard police militia command corps brigade "
    "regiment battalion division squad unit service services delegation mission embassy consulate "
    "cooperative cooperatives guild lobby center centre laboratory lab hospital clinic church "
    "mosque diocese ngo team squadron fc united monitor observatory ombudsman directorate "
    "presidency kremlin palace staff patrol taskforce nations states emirates workers teamsters "
    "steelworkers farmers producers manufacturers exporters employers journalists lawyers "
    "representatives councillors commons lords republicans democrats conservatives liberals "
    "socialists greens inspectorate registry constabulary municipality prosecutor watch labs "
    "technologies systems airline automotive aerospace aviation energy petroleum oil gas "
    "telecom telecommunications communications entertainment studios records logistics consulting "
    "alliance"
)
_LAND = (
    "region peninsula island islands archipelago sea strait straits gulf bay ocean river lake "
    "valley mountain mountains coast province prefecture county district city town village "
    "republic kingdom emirate territory territories continent zone corridor basin desert "
    "hemisphere south north east west border shore plateau canal"
)
_THINGS = (
    "act bill law legislation statute code section article clause protocol treaty agreement accord "
    "pact deal memorandum understanding mou fta truce charter convention constitution declaration "
    "communique joint statement letter report review study survey index outlook paper framework "
    "plan program programme project initiative scheme package strategy policy doctrine vision "
    "roadmap agenda goal goals target targets round talks dialogue dialog summit conference "
    "meeting negotiations standard standards rule rules order proclamation directive resolution "
    "tariff tariffs duty duties tax taxes levy quota rate rates nation status subsidy subsidies "
    "budget debt bond bonds loan loans stock stocks share shares market markets economy trade "
    "commerce export exports import imports supply price prices cost costs spending sanctions "
    "facility station base airport port terminal plant factory hub bridge tunnel highway road "
    "street avenue building tower hotel stadium park museum monument wall pipeline reactor "
    "missile jet aircraft ship submarine vessel tank satellite vehicle car truck model series "
    "engine chip software platform app tool model access networks internet web cloud data "
    "day week month year decade era century age war wars crisis conflict revolution uprising "
    "coup election elections referendum vote campaign game games cup championship tournament "
    "prize award medal festival holiday anniversary virus disease pandemic vaccine drug food "
    "language religion culture history world future life rights freedom peace security defense "
    "defence growth prosperity stability cooperation ties relations relationship partnership "
    "friendship leadership technology science research development investment capability "
    "deterrence posture exercise exercises operation operations approach principle principles "
    "chain chains list question answer note book chapter part page title table figure appendix "
    "faq faqs conclusion overview summary introduction background loser losers winner winners "
    "test impact role effect effects risk risks challenge challenges opportunity cents dollar yen "
    "won euro yuan gdp gnp vat mfn lng ai model"
)
_DENOTES = (
    dict.fromkeys(_THINGS.split(), Denotes.THING)
    | dict.fromkeys(_LAND.split(), Denotes.LAND)
    | dict.fromkeys(_BODIES.split(), Denotes.BODY)
)
# Bodies that are named by the noun alone; any other lone noun ("Council") points at some body.
_SELF_STANDING = "parliament congress senate knesset duma bundestag kremlin pentagon treasury"
_ALONE = frozenset(_SELF_STANDING.split())
# A plural of these is a class of bodies ("Town Councils"), not one of them.
_COUNTED = (
    "government ministry department agency authority commission committee council court "
    "parliament party bank company corporation firm institution university exchange fund"
)
_CLASSES = frozenset(_COUNTED.split())
_ABSTRACT = re.compile(
    r"(?:[ts]ion|ment|ness|ity|ance|ence|ism|ship|graphy|ology|sis|ure|age|hood|dom)\Z"
)
_RELATION = re.compile(r"\w[\w.]*[-–—/]\w[\w.]* Alliance\Z")
_OF = re.compile(
    r"[ \u00a0](?:of|for|on|in|to|with|against|between|under|from|at|by|over|through|as)[ \u00a0]"
)
_WORD = re.compile(r"[^\W\d_][\w.&'-]*")


def denoted_by(name: str) -> Denotes | None:
    """Return what a name stands for; None when its head noun does not tell ("GE Aerolux").

    >>> denoted_by("Joint Maritime Committee"), denoted_by("Vehicle Noise Standards")
    (<Denotes.BODY: 'body'>, <Denotes.THING: 'thing'>)
    """
    if _RELATION.search(name):
        return Denotes.THING
    words = _head_phrase(name)
    if not words:
        return None
    head = words[-1]
    found = _denoted_by_noun(head, is_alone=len(name.split()) == 1)
    if found in {None, Denotes.LAND} and any(_DENOTES.get(w) is Denotes.BODY for w in words[:-1]):
        # "Harbour Police Arland", "Bank Negara Malaysia": the noun stands before its place.
        return Denotes.BODY if found is None else found
    return found


def is_body_noun(word: str) -> bool:
    """Say whether a word alone makes a name the name of a body."""
    return _DENOTES.get(word.casefold().strip(".,")) is Denotes.BODY


def _denoted_by_noun(head: str, *, is_alone: bool) -> Denotes | None:
    singular = _singular(head)
    if head != singular and singular in _CLASSES:
        return Denotes.THING
    found = _DENOTES.get(head) or _DENOTES.get(singular)
    if is_alone:
        return Denotes.THING if found and head not in _ALONE else found
    if found is None and _ABSTRACT.search(singular):
        return Denotes.THING
    return found


def _head_phrase(name: str) -> list[str]:
    """Return the words of a name up to its first preposition, in small letters."""
    phrase = _OF.split(name, maxsplit=1)[0]
    words = [word.casefold().rstrip(".") for word in _WORD.findall(phrase)]
    return [word.removesuffix("'s") for word in words if word not in {"the", "and", "a", "an"}]


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
