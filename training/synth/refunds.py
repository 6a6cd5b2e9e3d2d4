"""Money given back to customers that paid too much."""

from training.synth import payments
from training.synth.documents import PaymentDraft
from training.synth.hours import work_moment
from training.synth.parties import Customer
from training.synth.staff import another, usual_address
from training.synth.world import World


def refund(world: World, moment: int, item: tuple[Customer, int, int]) -> None:
    """Give back (customer, amount in minor units, when the receipt was known)."""
    customer, amount, known = item
    dice = world.dice.payments
    finance = world.departments["finance"]
    requester = dice.pick(finance)
    payment = PaymentDraft(
        kind="refund",
        payee_id=customer.customer_id,
        account=customer.account,
        amount=amount,
        requester=requester,
        approver=another(dice, finance, requester),
        ip=usual_address(dice, requester),
        known=known,
    )
    world.at(
        work_moment(world, world.timeline.day_of(moment), requester, after=moment), payments.execute, payment
    )
