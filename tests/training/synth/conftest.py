"""Companies that several tests look at; they are read and never changed."""

import pytest

from training.synth.company import Company, CompanySpec, make_company


@pytest.fixture(scope="session")
def company() -> Company:
    """The company of the default size."""
    return make_company(CompanySpec(seed=7))


@pytest.fixture(scope="session")
def large() -> Company:
    """A company large enough to count in."""
    return make_company(CompanySpec(seed=3, events=100_000))
