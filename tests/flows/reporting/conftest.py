"""A small plan of four regions, with requests and replies, on each database."""

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine

from tests.flows.reporting.world import World


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    """A plan with four regions and no commitment yet."""
    made = World(engine)
    yield made
    made.session.close()
