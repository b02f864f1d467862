"""What is said of a badge that somebody brought: a sentence for each look, for all of them, and for each refusal."""

from collections.abc import Callable

from domain.credentials.looks import About, Look, Outcome, Seen
from domain.errors import Translate, _

ABOUT = {
    About.SIGNATURE: _("Signature"),
    About.ISSUER: _("Issuer"),
    About.REVOCATION: _("Not taken back"),
    About.EXPIRY: _("Valid today"),
    About.SCHEMA: _("Form"),
    About.LOSSLESS: _("Nothing hidden"),
}
OUTCOMES = {Outcome.GOOD: _("Holds"), Outcome.BAD: _("Doesn’t hold"), Outcome.UNKNOWN: _("Can’t be known here")}
HOLDS = {
    Outcome.GOOD: _("This badge holds"),
    Outcome.BAD: _("This badge doesn’t hold"),
    Outcome.UNKNOWN: _("As far as can be seen from here, this badge holds"),
}
_REFUSED = {
    "empty": _("There was nothing to look at. Choose a file, or paste what it says."),
    "unreadable": _("This holds no badge that we can read: no credential as JSON or JWT, no picture with one in it."),
    "not_json": _("This begins like a credential, and is no whole JSON."),
    "twice": _("This says the same thing twice, in different words. Nobody can tell which counts."),
    "too_large": _("This is larger than any badge has to be, so we didn’t look into it."),
    "too_much": _("Looking at this would take more work than any badge should. We stopped."),
    "header_too_long": _("The head of this token is longer than any should be, so we didn’t look further."),
}
_SAYS = {
    "signed": _("It was signed with the key that it names, and not changed since."),
    "unsigned": _("Nobody signed it."),
    "changed": _("The signature doesn’t belong to this text: one of them was changed."),
    "lossy": _("It says something that the signature doesn’t cover."),
    "roundabout": _("It says things in a roundabout way, so that what is signed and what is read could differ."),
    "not_linked_data": _("Its words can’t be looked up, so nothing can be said of the signature."),
    "other_purpose": _("The signature was made for another purpose."),
    "other_suite": _("It is signed in a way that we don’t know: %(named)s"),
    "key_elsewhere": _("The key lies elsewhere. We fetch nothing, so it can’t be checked: %(named)s"),
    "context_elsewhere": _("What its words mean lies elsewhere. We fetch nothing, so it can’t be checked: %(named)s"),
    "not_our_key": _("It says that we signed it, with a key that was never ours."),
    "alg_refused": _("It is signed in a way that proves nothing, or that we don’t accept: %(named)s"),
    "key_of_another": _("It brings a key of its own, which isn’t the one of whoever it names: %(named)s"),
    "claims_differ": _("The token says one thing about itself and another within: %(named)s"),
    "ours": _("It is one of ours."),
    "its_key": _("Its issuer is nothing but this key. Whose it is, nobody can say: %(named)s"),
    "no_issuer": _("It doesn’t say who issued it."),
    "other_issuer": _("The key that signed it doesn’t name the issuer that the badge names: %(named)s"),
    "issuer_elsewhere": _("Whether this issuer really uses that key can’t be checked without fetching: %(named)s"),
    "no_status": _("It names no list on which it could be taken back."),
    "other_status": _("It can be taken back in a way that we can’t check."),
    "list_elsewhere": _("The list lies elsewhere. It can’t be checked without fetching it: %(named)s"),
    "no_such_list": _("It names a list of ours on which it can’t stand."),
    "revoked": _("It was taken back."),
    "not_revoked": _("It wasn’t taken back."),
    "not_yet": _("It is valid only later: %(named)s"),
    "odd_time": _("When it is valid can’t be read: %(named)s"),
    "expired": _("It was valid only until %(named)s"),
    "until": _("It is valid until %(named)s"),
    "for_ever": _("It has begun and has no end."),
    "shaped": _("It has the form of an Open Badge 3.0."),
    "lacking": _("As an Open Badge 3.0 it lacks something, or has it in a wrong form: %(named)s"),
    "nothing_lost": _("Each of its words is explained, so that all verifiers read the same."),
    "lost": _("Some of its words aren’t explained anywhere, and verifiers would drop them: %(named)s"),
    "not_looked_up": _("What its words mean lies elsewhere, or isn’t told."),
}


def told(look: Look, translate: Translate, dated: Callable[[str], str]) -> str:
    """Return what was seen in one look, in the words of who reads; `dated` writes a time that a document gives."""
    named = dated(look.named) if look.about is About.EXPIRY else look.named
    return translate(_SAYS[look.code]) % {"named": named}


def refusal(seen: Seen) -> str:
    """Return why what was brought is no badge to be looked at, not yet translated; '' for one that was looked at."""
    return _REFUSED.get(seen.refused, _REFUSED["unreadable"]) if seen.refused else ""
