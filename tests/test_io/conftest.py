import pytest
from readings import reading


@pytest.fixture
def ecg(signal):
    """A reading with all that a page can lack."""
    return reading(signal)
