"""The page that says what a promise takes, or what can be found out in the weeks there are; for staff."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain import experiments
from domain.errors import Invalid
from domain.experiments import Amount, AmountKind, Risk, Threshold
from web import amounts, i18n
from web.forms import sentences
from web.plan_forms import EXAMPLE, Planned, planned
from web.render import page
from web.visit import Inside

router = APIRouter()
TYPED_MOST = 40


@router.get("/experiments/plan")
async def plan(visit: Inside) -> Response:
    """Show what the figures in the address take, those of an example when there are none."""
    experiments.require_may_run(visit.actor)
    asked = visit.request.query_params
    given = EXAMPLE | {name: asked[name].replace("\0", "")[:TYPED_MOST] for name in EXAMPLE if name in asked}
    found, errors = None, dict[str, str]()
    try:
        found = planned(given)
    except Invalid as refused:
        errors = sentences(refused)
    return page(
        visit,
        "experiments/plan.html",
        "takes" if visit.by_script else None,
        values=given,
        errors=errors,
        found=found and shown(found),
        choices=choices(),
    )


def choices() -> dict[str, list[tuple[str, str, str]]]:
    """Return what the choices of a plan's form say, by field: value, words, hint."""
    _ = i18n.gettext
    return {
        "ask": [
            ("promise", _("I know what it must bring"), _("Then I want to know how long it takes.")),
            ("weeks", _("I know how many weeks there are"), _("Then I want to know what can be found out.")),
        ],
        "shape": [
            ("two", _("Control and variant"), _("Some go on as before, others get the idea.")),
            ("one", _("One arm against a threshold"), _("All get the idea; a level named beforehand decides.")),
        ],
        "kind": [
            ("share", _("A share"), _("How many of all do something, in percent.")),
            ("mean", _("A mean"), _("A value per unit: minutes, euros, orders.")),
            ("score", _("A score"), _("A net promoter score, from −100 to 100.")),
        ],
        "risk": [
            (
                Risk.BALANCED,
                _("Balanced"),
                _("Scales a dud in at most 1 of 20 cases, stops a good idea in at most 1 of 5."),
            ),
            (Risk.CAREFUL, _("Careful"), _("Stops a good idea in at most 1 of 10 cases, and takes longer to stop.")),
            (Risk.HIGH_STAKES, _("High stakes"), _("Scales a dud in at most 1 of 100 cases.")),
        ],
    }


def shown(found: Planned) -> dict[str, Any]:
    """Return what a plan takes as it is read."""
    takes, yardstick, write = found.outlook, found.figures.yardstick, amounts.said

    def weeks(number: int) -> str:
        return write(Amount(AmountKind.WEEKS, number))

    return {
        "promise": write(yardstick.promised(found.promise)),
        "nothing": write(yardstick.nothing(found.promise)),
        "alone": isinstance(found.promise, Threshold),
        "searched": found.figures.weeks is not None,
        "units": write(Amount(AmountKind.NUMBER, takes.units)),
        "arms": [write(Amount(AmountKind.NUMBER, round(takes.units * share))) for share in found.figures.split],
        "weeks": weeks(takes.weeks),
        "time_box": weeks(takes.time_box_weeks),
        "dud": weeks(takes.dud_known_weeks),
        "success": weeks(takes.success_known_weeks),
    }
