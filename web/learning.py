"""The learning library: what experiments taught, one card by itself, its feed, and what was tried before."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from domain import community, experiments, members
from domain.errors import Conflict, NotFound, _
from domain.experiments import CONCLUSIONS, CardFilter, ConclusionKind, LearningCard
from domain.ideas import Quadrant
from domain.paging import Slice
from domain.permissions import Permission
from web import i18n
from web.atom import Feed, put, put_markdown, written
from web.errors import status_of
from web.excerpt import excerpt
from web.forms import Answer, asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
CardId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN, USES, FEW = 20, 20, 5


@router.get("/learning")
async def list_cards(
    visit: Inside,
    session: Session,
    quadrant: str = "",
    outcome: str = "",
    metric: Annotated[str, Query(max_length=300)] = "",
    tag: Annotated[str, Query(max_length=60)] = "",
    team: str = "",
    q: Annotated[str, Query(max_length=400)] = "",
    after: str | None = None,
) -> Response:
    """List what experiments taught, by words, quadrant, outcome, metric, tag, and for staff by team."""
    actor, staff = visit.actor, visit.actor.may(Permission.RUN_EXPERIMENT)
    teams = await members.teams(session) if staff else []
    chosen = next((each for each in teams if str(each.id) == team), None)
    only = CardFilter(
        words=q,
        quadrant=Quadrant(quadrant) if quadrant in set(Quadrant) else None,
        outcome=ConclusionKind(outcome) if outcome in set(ConclusionKind) else None,
        metric=metric.strip(),
        tag=tag,
        team_id=chosen.id if chosen else None,
    )
    synonyms = await community.synonyms(session) if q.strip() else ()
    found = await experiments.learned(session, actor, Slice(SHOWN, after=after), only, synonyms=synonyms)
    known = [card.id for card in found.items]
    few = q.strip() and after is None and len(known) <= FEW
    near = await experiments.nearly(session, actor, only, FEW, but=known) if few else []
    filters = {
        "quadrant": only.quadrant or "",
        "outcome": only.outcome or "",
        "metric": only.metric,
        "tag": tag,
        "team": str(only.team_id or ""),
        "q": q,
    }
    return page(
        visit,
        "learning/list.html",
        "results" if visit.by_script else None,
        page=found,
        near=near,
        helped=await experiments.helped(session, [*known, *(card.id for card in near)]),
        filters=filters,
        more=urlencode({name: value for name, value in filters.items() if value}),
        outcomes=CONCLUSIONS,
        tags=await experiments.card_tags(session, actor),
        metrics=await experiments.card_metrics(session, actor),
        teams=teams,
        first=after is None,
    )


@router.get("/learning.atom")
async def newest_cards(visit: Inside, session: Session) -> Response:
    """Give the newest cards, as far as the reader may read them."""
    title = f"{i18n.gettext(_('What we learned'))} · {visit.community.name}"
    feed = Feed(visit, title, "learning", "/learning.atom", "/learning", visit.community.created_at)
    for card in (await experiments.learned(session, visit.actor, Slice(30))).items:
        _add(feed, card)
    return feed.answer()


@router.post("/learning/tried")
async def find_tried(visit: Inside, session: Session) -> Response:
    """Show what was tried before of the hypothesis being written; the script asks for this while one types."""
    members.require_member(visit.actor, Permission.RUN_EXPERIMENT)
    if not visit.by_script:
        return RedirectResponse("/learning", 303)
    given = visit.text("experiment")
    but = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
    said = visit.texts("changing", "segment", "metric", "because").values()
    tried = await experiments.tried_before(session, visit.actor, *said, but=but)
    return page(visit, "learning/_tried.html", tried=tried)


@router.get("/learning/{card_id}")
async def show_card(visit: Inside, session: Session, card_id: CardId) -> Response:
    """Show one card: what was believed, measured, seen and learned, what follows, and where it was of use."""
    return await _shown(visit, session, await experiments.card(session, visit.actor, card_id))


@router.post("/learning/{card_id}/reuse")
async def reuse_card(visit: Inside, session: Session, card_id: CardId) -> Response:
    """Note that a card helped to plan an experiment."""
    given = visit.text("experiment")
    if not (given.isascii() and given.isdecimal() and len(given) < 19):
        raise NotFound
    async with asking(session, Conflict) as answer:
        card = await experiments.reuse_card(session, visit.actor, card_id, int(given))
        return see_other(visit, card.path, _("Noted. The card says that it was of use."))
    return await _shown(visit, session, await experiments.card(session, visit.actor, card_id), answer)


async def _shown(visit: Visit, session: AsyncSession, card: LearningCard, answer: Answer | None = None) -> Response:
    inside: dict[str, Any] = {"uses": None, "could_use": []}
    if visit.actor.may(Permission.RUN_EXPERIMENT):
        inside["uses"] = await experiments.reuses(session, visit.actor, card, Slice(USES))
        inside["could_use"] = await experiments.could_use(session, visit.actor, card)
    return page(
        visit,
        "learning/show.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        card=card,
        helped=(await experiments.helped(session, [card.id])).get(card.id, 0),
        errors=answer.errors if answer else {},
        **inside,
    )


def _add(feed: Feed, card: LearningCard) -> None:
    counts = card.conclusion.effective_at or card.written_at
    outcome = i18n.gettext(CONCLUSIONS[card.conclusion.kind])
    entry = feed.entry(f"learning/{card.id}", f"{outcome}: {card.experiment.title}", card.path, counts, card.author)
    put(entry, "published", written(counts))
    put(entry, "summary", excerpt(card.learned))
    say = i18n.gettext
    parts = (
        (say(_("We believed")), card.believed),
        (say(_("We measured")), card.measured),
        (say(_("We saw")), card.observed),
        (say(_("We learned")), card.learned),
        (say(_("Therefore")), card.therefore),
    )
    put_markdown(entry, "\n\n".join(f"**{label}:** {text}" for label, text in parts), card.language)
