"""Looking at a badge that anybody brings, ours or a stranger's: what holds, what doesn't, what can't be known here."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain import credentials, members
from domain.credentials import About, Outcome, Seen
from domain.errors import _ as mark
from web import i18n, state, uploads
from web.render import page
from web.signin import client
from web.visit import Here, Session

router = APIRouter()
LOOKS_MOST, LOOKS_PER = 20, timedelta(minutes=10)
ABOUT = {
    About.SIGNATURE: mark("Signature"),
    About.ISSUER: mark("Issuer"),
    About.REVOCATION: mark("Not taken back"),
    About.EXPIRY: mark("Valid today"),
    About.SCHEMA: mark("Form"),
    About.LOSSLESS: mark("Nothing hidden"),
}
OUTCOMES = {
    Outcome.GOOD: (mark("Holds"), "check"),
    Outcome.BAD: (mark("Doesn’t hold"), "x"),
    Outcome.UNKNOWN: (mark("Can’t be known here"), "info"),
}
REFUSED = {
    "empty": mark("There was nothing to look at. Choose a file, or paste what it says."),
    "unreadable": mark(
        "This holds no badge that we can read: no credential as JSON or JWT, no picture with one in it."
    ),
    "not_json": mark("This begins like a credential, and is no whole JSON."),
    "twice": mark("This says the same thing twice, in different words. Nobody can tell which counts."),
    "too_large": mark("This is larger than any badge has to be, so we didn’t look into it."),
    "too_much": mark("Looking at this would take more work than any badge should. We stopped."),
    "header_too_long": mark("The head of this token is longer than any should be, so we didn’t look further."),
}
SAYS = {
    "signed": mark("It was signed with the key that it names, and not changed since."),
    "unsigned": mark("Nobody signed it."),
    "changed": mark("The signature doesn’t belong to this text: one of them was changed."),
    "lossy": mark("It says something that the signature doesn’t cover."),
    "roundabout": mark("It says things in a roundabout way, so that what is signed and what is read could differ."),
    "not_linked_data": mark("Its words can’t be looked up, so nothing can be said of the signature."),
    "other_purpose": mark("The signature was made for another purpose."),
    "other_suite": mark("It is signed in a way that we don’t know: %(named)s"),
    "key_elsewhere": mark("The key lies elsewhere. We fetch nothing, so it can’t be checked: %(named)s"),
    "context_elsewhere": mark(
        "What its words mean lies elsewhere. We fetch nothing, so it can’t be checked: %(named)s"
    ),
    "not_our_key": mark("It says that we signed it, with a key that was never ours."),
    "alg_refused": mark("It is signed in a way that proves nothing, or that we don’t accept: %(named)s"),
    "key_of_another": mark("It brings a key of its own, which isn’t the one of whoever it names: %(named)s"),
    "claims_differ": mark("The token says one thing about itself and another within: %(named)s"),
    "ours": mark("It is one of ours."),
    "its_key": mark("Its issuer is nothing but this key. Whose it is, nobody can say: %(named)s"),
    "no_issuer": mark("It doesn’t say who issued it."),
    "other_issuer": mark("The key that signed it doesn’t name the issuer that the badge names: %(named)s"),
    "issuer_elsewhere": mark("Whether this issuer really uses that key can’t be checked without fetching: %(named)s"),
    "no_status": mark("It names no list on which it could be taken back."),
    "other_status": mark("It can be taken back in a way that we can’t check."),
    "list_elsewhere": mark("The list lies elsewhere. It can’t be checked without fetching it: %(named)s"),
    "no_such_list": mark("It names a list of ours on which it can’t stand."),
    "revoked": mark("It was taken back."),
    "not_revoked": mark("It wasn’t taken back."),
    "not_yet": mark("It is valid only later: %(named)s"),
    "odd_time": mark("When it is valid can’t be read: %(named)s"),
    "expired": mark("It was valid only until %(named)s"),
    "until": mark("It is valid until %(named)s"),
    "for_ever": mark("It has begun and has no end."),
    "shaped": mark("It has the form of an Open Badge 3.0."),
    "lacking": mark("As an Open Badge 3.0 it lacks something, or has it in a wrong form: %(named)s"),
    "nothing_lost": mark("Each of its words is explained, so that all verifiers read the same."),
    "lost": mark("Some of its words aren’t explained anywhere, and verifiers would drop them: %(named)s"),
    "not_looked_up": mark("What its words mean lies elsewhere, or isn’t told."),
}


@router.get("/verify")
async def ask_for_badge(visit: Here) -> Response:
    """Ask for a badge to look at."""
    return page(visit, "badges/verify.html", **_words(None))


@router.post("/verify")
async def look_at_badge(visit: Here, session: Session) -> Response:
    """Look at a badge, and say what holds."""
    own = state.of(visit.request)
    await members.spend(session, f"verify:{client(visit)}", LOOKS_MOST, LOOKS_PER)
    here = await credentials.issuer(session, own.settings.address)
    ours = await credentials.ours(session, here)
    # Looking takes a while: nothing shall wait for us meanwhile.
    await session.commit()
    seen = await own.desk.examined(uploads.table_of(visit.request) or visit.text("credential").encode(), ours)
    seen = await credentials.completed(session, here, seen)
    return page(visit, "badges/verify.html", status=422 if seen.refused else 200, **_words(seen))


def _words(seen: Seen | None) -> dict[str, Any]:
    looks = seen.looks if seen else ()
    outcomes = {look.outcome for look in looks}
    return {
        "seen": seen,
        "worst": next((each for each in (Outcome.BAD, Outcome.UNKNOWN) if each in outcomes), Outcome.GOOD),
        "known": any(look.about is About.ISSUER and look.outcome is Outcome.GOOD for look in looks),
        "about": ABOUT,
        "outcomes": OUTCOMES,
        "says": SAYS,
        "refused": REFUSED.get(seen.refused, REFUSED["unreadable"]) if seen and seen.refused else "",
        "dated": _dated,
        "errors": {},
        "values": {},
    }


def _dated(said: str) -> str:
    """Return a time that a document gives as the reader writes a day; what is none as it stands there."""
    try:
        return i18n.calendar_day(datetime.fromisoformat(said).astimezone(i18n.zone.get()).date())
    except (ValueError, OverflowError):
        return said
