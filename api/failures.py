"""Failures: every error that leaves this face has a lasting code and a sentence; what nobody foresaw is masked."""

import secrets
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import structlog
from graphql import GraphQLError
from graphql.language import FieldNode, Node
from strawberry.utils.str_converters import to_camel_case

from domain import database, errors

log = structlog.get_logger(__name__)


class Code(StrEnum):
    """What went wrong, for programs; refusals of the domain add their own codes in capitals."""

    BAD_REQUEST = "BAD_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    TOO_LARGE = "TOO_LARGE"
    UNSUPPORTED_TYPE = "UNSUPPORTED_TYPE"
    FORGED_REQUEST = "FORGED_REQUEST"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    OPERATION_NOT_ALLOWED = "OPERATION_NOT_ALLOWED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    TOO_COMPLEX = "TOO_COMPLEX"
    COST_TOO_HIGH = "COST_TOO_HIGH"
    INTROSPECTION_NEEDS_SIGN_IN = "INTROSPECTION_NEEDS_SIGN_IN"
    TOO_MANY_SUBSCRIPTIONS = "TOO_MANY_SUBSCRIPTIONS"
    TIMEOUT = "TIMEOUT"
    INTERNAL = "INTERNAL"


Shown = dict[str, Any]
LONGEST_MESSAGE = 500  # graphql-core quotes what it couldn't read, however long


def failure(code: Code, message: str, node: Node | None = None) -> GraphQLError:
    """Return an error to raise or report, with its code."""
    return GraphQLError(message, node, extensions={"code": code})


def coded(found: Sequence[GraphQLError], code: Code) -> list[GraphQLError]:
    """Give each error that has no code this one."""
    for error in found:
        error.extensions = {"code": code} | (error.extensions or {})
    return list(found)


def shown(error: GraphQLError, translate: errors.Translate = str) -> Shown:
    """Return an error as clients see it; one that nobody foresaw is logged and masked under a request id."""
    cause = _cause(error)
    if isinstance(cause, errors.Refused):
        return _placed(error, cause.text(translate), refused(cause, translate))
    if "code" in (error.extensions or {}):
        return _placed(error, error.message, error.extensions or {})
    if _blames_the_question(error):
        return _placed(error, error.message, {"code": Code.BAD_USER_INPUT})
    return _placed(error, "", {}) | internal(cause)


def unavailable(cause: BaseException) -> errors.Unavailable | None:
    """Return the refusal that a database which can't serve just now amounts to, None for any other cause."""
    if not database.is_away(cause):
        return None
    log.error("database_unavailable", error=repr(cause)[:300])
    return errors.Unavailable()


def internal(cause: BaseException) -> Shown:
    """Log what nobody foresaw and return the sentence that stands for it."""
    known = structlog.contextvars.get_contextvars().get("request")
    request_id = str(known) if known else secrets.token_hex(8)
    log.error("api_failed", request=request_id, exc_info=cause)
    message = "Something went wrong on our side. We have a record of it under this request id."
    return {"message": message, "extensions": {"code": Code.INTERNAL, "requestId": request_id}}


def refused(refusal: errors.Refused, translate: errors.Translate = str) -> dict[str, Any]:
    """Return a refusal's extensions: its code and what its family adds."""
    extensions: dict[str, Any] = {"code": code_of(refusal)}
    if isinstance(refusal, errors.Invalid):
        extensions["code"] = Code.BAD_USER_INPUT
        extensions["problems"] = [
            {
                "path": [to_camel_case(found.field)],
                "code": found.code.upper(),
                "message": found.text(translate),
            }
            for found in refusal.problems
        ]
    if isinstance(refusal, (errors.TooMany, errors.Unavailable)):
        extensions["retryAfter"] = refusal.retry_after
    return extensions


def code_of(refusal: errors.Refused) -> str:
    """Return a refusal's code as this face spells it."""
    return refusal.code.upper()


def _blames_the_question(error: GraphQLError) -> bool:
    """Say whether the executor points at an argument it couldn't read, not at a resolver that failed."""
    inner = error.original_error
    nodes = (inner.nodes or []) if isinstance(inner, GraphQLError) else []
    return bool(nodes) and not isinstance(nodes[0], FieldNode)


def _cause(error: GraphQLError) -> BaseException:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and isinstance(cause.original_error, Exception):
        cause = cause.original_error
    return unavailable(cause) or cause


def _placed(error: GraphQLError, message: str, extensions: Mapping[str, Any]) -> Shown:
    answer: Shown = {"message": message[:LONGEST_MESSAGE]}
    if error.locations:
        answer["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        answer["path"] = error.path
    return answer | {"extensions": dict(extensions)}
