from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from stanceline.store.plain import write_plain

DATA = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), DATA))
def test_no_program_meets_a_number_that_is_none(content):
    def refuse(name):
        raise AssertionError(name)

    json.loads(write_plain(content), parse_constant=refuse)


def test_what_is_a_number_stays_one():
    assert json.loads(write_plain({"b": (0.1, math.nan), "a": 1})) == {"b": [0.1, None], "a": 1}
