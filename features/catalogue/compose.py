"""The shape of features of a customer that are made of others."""

from functools import partial

from features.catalogue.balances import CREDIT
from features.catalogue.feature import Feature

composed = partial(Feature, "customer", models=CREDIT)
