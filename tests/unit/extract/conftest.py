from pathlib import Path

import pytest
from hypothesis import settings

from stanceline.extract.extractor import make_extractor

# A deadline measures what else the machine does; slowness is measured in benchmarks/.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")

ENTITIES = Path(__file__).parents[3] / "corpora" / "entities"


@pytest.fixture(scope="session")
def extractor():
    return make_extractor(ENTITIES)


@pytest.fixture(scope="session")
def extract(extractor):
    from stanceline.testing import make_article

    def run(text, **fields):
        [extraction] = extractor([make_article(text, **fields)])
        return extraction

    return run
