"""Contracts with customers and suppliers."""

from training.synth.amounts import text
from training.synth.world import World


def sign_contract(
    world: World,
    moment: int,
    *,
    customer_id: str | None = None,
    payee_id: str | None = None,
    amount: int | None = None,
    recurring: bool = False,
) -> str:
    """Sign a contract with a customer or a payee at a moment and return its id.

    `amount` is in minor units; None for a framework without one.
    """
    contract_id = world.counters.next(f"HT{world.timeline.text(moment)[2:4]}", 4)
    row = {"kind": "contract_signed", "contract_id": contract_id, "recurring": recurring}
    parties = {"customer_id": customer_id, "payee_id": payee_id}
    row |= {name: party for name, party in parties.items() if party is not None}
    if amount is not None:
        row |= {"amount": text(amount), "currency": world.spec.currency}
    world.tell_promptly(moment, row)
    return contract_id
