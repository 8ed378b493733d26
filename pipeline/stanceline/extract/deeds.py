"""Words that only someone with a will can stand beside, and words for what happens to places.

Written from general knowledge of English; they tell "Tokyo refused" from "Tokyo was flooded".
"""

from __future__ import annotations

from stanceline.extract.cues import verb_forms

_EVENTS = (
    "see experience record boast house lie sit stand sprawl flood sleep wake swelter shiver freeze "
    "burn host rank"
)
# What a market does; with an object ("Tokyo opened its ports") it is a deed.
_MARKETS = (
    "rise fall close open slip rally trade dip edge jump slide tumble soar plunge climb shut grow "
    "shrink gain lose drop end finish start bustle"
)
_ASKED = (
    "force urge ask tell press pressure compel persuade expect accuse criticise criticize blame "
    "coerce require warn offer promise oblige squeeze give grant exempt spare reward punish "
    "threaten invite consult inform reassure assure push let help lobby praise thank court "
    "placate appease anger please convince remind bind commit allow enable support back oppose "
    "defy pay owe treat target corner lecture bully deny embolden condemn denounce"
)
# By the preposition that leads from the verb to the other party.
_TOWARD = {
    "with": (
        "negotiate agree deal side clash talk work trade ally align quarrel bargain haggle sign "
        "cooperate compete share plead reason"
    ),
    "to": (
        "pay give concede bow surrender sell lend yield kowtow capitulate cave submit defer "
        "appeal offer promise listen complain grant pledge tie bind"
    ),
    "from": (
        "demand extract win secure get obtain wring expect want seek buy borrow gain hear squeeze"
    ),
    "on": "impose rely depend lean press count levy slap",
    "against": "retaliate side vote act file",
}
_RELATIONS = (
    "tie relation relationship talk negotiation deal pact agreement accord pressure demand "
    "concession deference payment promise pledge alliance friction tension dispute gap trust "
    "message signal response gift tribute loyalty bargain trade treaty partnership rivalry "
    "understanding cooperation dialogue rift clash fight quarrel settlement truce request threat "
    "letter commitment obligation surrender capitulation submission dependence reliance tariff "
    "sanction leverage favour favor help support victory win defeat setback test blow lesson "
    "warning"
)
_OWNED = (
    "view perspective position stance decision policy offer refusal strategy negotiator goal "
    "interest aim ally envoy minister leader government approach calculation logic hand "
    "willingness readiness reluctance role bid plan proposal move concern worry fear hope claim "
    "insistence ultimatum credibility sovereignty autonomy budget debt call choice option "
    "acceptance reply silence effort desire push diplomacy ambition priority patience anger "
    "argument ability attempt"
)
_WILLING = (
    "willing ready keen eager reluctant unwilling prepared determined happy unhappy furious angry "
    "anxious desperate wary cautious right wrong free bound committed open opposed sceptical "
    "skeptical serious silent confident optimistic vulnerable isolated responsible responsive "
    "adamant alarmed worried concerned pleased satisfied frustrated unable able afraid convinced "
    "hopeful"
)
_PARTIES = "ally partner party rival friend patron customer winner loser enemy broker mediator"
_WALLS = "wall gate lawn garden ground step building door doorstep corridor tower"
_IRREGULAR = {
    "see": "saw seen", "lie": "lay lying", "sit": "sat", "stand": "stood", "sleep": "slept",
    "wake": "woke woken", "freeze": "froze frozen", "rise": "rose risen", "fall": "fell fallen",
    "grow": "grew grown", "shrink": "shrank shrunk", "lose": "lost", "tell": "told",
    "give": "gave given", "bind": "bound", "pay": "paid", "deal": "dealt", "sell": "sold",
    "lend": "lent", "win": "won", "get": "got gotten", "wring": "wrung", "seek": "sought",
    "buy": "bought", "hear": "heard", "lean": "leant",
}  # fmt: skip


def _every_form(verbs: str) -> frozenset[str]:
    """Return the forms of verbs; a form too many ("seed") does no harm."""
    listed = verbs.split()
    regular = {form for verb in listed for form in verb_forms(verb)}
    return frozenset(regular.union(*(_IRREGULAR.get(verb, "").split() for verb in listed)))


EVENTS = _every_form(_EVENTS)
MARKETS = _every_form(_MARKETS)
ASKED = _every_form(_ASKED)
TOWARD = {link: _every_form(verbs) for link, verbs in _TOWARD.items()}
RELATIONS = frozenset(_RELATIONS.split())
OWNED = frozenset(_OWNED.split()) | RELATIONS
WILLING = frozenset(_WILLING.split())
PARTIES = frozenset(_PARTIES.split())
WALLS = frozenset(_WALLS.split())


def singular(noun: str) -> str:
    """Return the singular of a regular noun, well enough to look it up.

    >>> singular("ties"), singular("policies"), singular("promises"), singular("Press")
    ('tie', 'policy', 'promise', 'press')
    """
    low = noun.lower()
    if low.endswith("ies") and len(low) > len("ties"):
        return f"{low[:-3]}y"
    return low[:-1] if low.endswith("s") and not low.endswith("ss") else low
