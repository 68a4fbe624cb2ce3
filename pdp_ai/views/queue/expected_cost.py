"""What jobs will cost, from what their like cost lately: told before anything is asked for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pdp_ai import conf, registry
from pdp_ai.models import GenerationJob
from pdp_ai.models.job_state import JobState
from pdp_ai.views.queue.expected_time import SAMPLE, Load


@dataclass(frozen=True, slots=True)
class ExpectedCost:
    #: In ``LIMITS["CURRENCY"]``.
    amount: Decimal
    #: Recipes that ask a paid server and have not been run yet, so that nothing is known of them.
    unknown: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        if not self.amount and not self.unknown:
            return _("none, no paid server is asked")
        if not self.amount:
            return _("not known until the first of them has run")
        text = amount_label(self.amount)
        return _("at least %(cost)s") % {"cost": text} if self.unknown else _("about %(cost)s") % {"cost": text}


def expected_cost(load: Load) -> ExpectedCost:
    means = cost_per_job()
    amount = sum((count * means.get(recipe, Decimal(0)) for (_lane, recipe), count in load.items()), Decimal(0))
    untried = {recipe for (_lane, recipe), count in load.items() if count and recipe not in means}
    return ExpectedCost(amount, tuple(sorted(filter(registry.costs_money, untried))))


def cost_per_job() -> dict[str, Decimal]:
    """By recipe, the mean cost of its latest jobs; jobs that failed were paid for too."""
    ended = GenerationJob.objects.filter(state__in=(JobState.SUCCESSFUL, JobState.FAILED), finished_at__isnull=False)
    costs: dict[str, list[Decimal]] = defaultdict(list)
    for recipe, cost in ended.order_by("-finished_at").values_list("recipe", "cost")[:SAMPLE]:
        costs[recipe].append(cost)
    return {recipe: sum(values, Decimal(0)) / len(values) for recipe, values in costs.items()}


def amount_label(amount: Decimal) -> str:
    """``"0.0042 USD"``, ``"12.30 USD"``: two decimals, or for less than a hundredth two digits that say something."""
    decimals = 2 if amount >= Decimal("0.01") else 1 - amount.adjusted()
    return f"{number_format(amount, decimals)} {conf.limit('CURRENCY')}"
