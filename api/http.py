"""GraphQL over HTTP: what a request must look like, which of three media types answers it, and with what status."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api import failures
from api.execution import Answer, Question
from api.failures import Code, Shown
from domain import errors

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
EVENTS = "text/event-stream"
OFFERED = (JSON, RESPONSE_JSON, EVENTS)  # the first one answers "anything"
LONGEST_BODY = 256 * 1024
LONGEST_DRAINED = 16 * 1024 * 1024  # read and dropped, so that the sender gets to see why; beyond it we hang up

_STATUS_OF_CODE = {
    Code.FORGED_REQUEST: HTTPStatus.FORBIDDEN,
    Code.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
}
_STATUS_OF_CODE_IN_RESPONSE_JSON = _STATUS_OF_CODE | {
    Code.INTROSPECTION_NEEDS_SIGN_IN: HTTPStatus.UNAUTHORIZED,
    Code.TIMEOUT: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_HEADERS_OF_STATUS = {
    HTTPStatus.METHOD_NOT_ALLOWED: {"Allow": "GET, POST"},
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "5"},
}
_STATUS_OF_FAMILY: Mapping[type[errors.Refused], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAllowed: HTTPStatus.UNAUTHORIZED,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


class BadRequest(Exception):
    """A request that never becomes a question; holds its status, code and sentence."""

    def __init__(self, status: HTTPStatus, code: Code, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def negotiated(accept: str | None) -> str:
    """Return the offered media type a client likes best, by weight, then exactness, then its own order."""
    if not accept or not accept.strip():
        return JSON
    best: tuple[float, int, int, str] | None = None
    for place, part in enumerate(accept.split(",")):
        wanted, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = _weight(parameters)
        offered = next((kind for kind in OFFERED if _matches(wanted, kind)), None)
        if offered and weight > 0:
            candidate = (weight, 2 - wanted.count("*"), -place, offered)
            best = candidate if best is None else max(best, candidate)
    if best is None:
        raise BadRequest(
            HTTPStatus.NOT_ACCEPTABLE, Code.NOT_ACCEPTABLE, f"This answers with one of: {', '.join(OFFERED)}."
        )
    return best[3]


def _matches(wanted: str, offered: str) -> bool:
    return wanted in (offered, "*/*", offered.partition("/")[0] + "/*")


def _weight(parameters: list[str]) -> float:
    text = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


async def question(request: Request) -> Question:
    """Read what a request asks; raises BadRequest for anything that isn't one GraphQL question."""
    if request.method == "GET":
        if len(request.scope["query_string"]) > LONGEST_BODY:
            raise _too_large(HTTPStatus.REQUEST_URI_TOO_LONG)
        asked: Any = dict(request.query_params)
        for name in ("variables", "extensions"):
            if asked.get(name):
                asked[name] = _parsed(asked[name].encode(), name)
    elif request.method == "POST":
        _require_json(request.headers.get("content-type", ""))
        asked = _parsed(await _body(request), "body")
    else:
        raise BadRequest(
            HTTPStatus.METHOD_NOT_ALLOWED,
            Code.METHOD_NOT_ALLOWED,
            "GraphQL is asked by GET or POST.",
        )
    return as_question(asked)


def as_question(asked: Any) -> Question:
    """Return the question in a decoded request or message; raises BadRequest if a part has the wrong type."""
    if isinstance(asked, list):
        raise _bad("One question at a time, please: batches aren't answered.")
    if not isinstance(asked, dict):
        raise _bad("Send an object with a query.")
    text, variables, name = asked.get("query"), asked.get("variables"), asked.get("operationName")
    if not isinstance(text, str) or not text:
        raise _bad("`query` must be a text that isn't empty.")
    if not isinstance(variables, dict | None):
        raise _bad("`variables` must be an object or null.")
    if not isinstance(name, str | None):
        raise _bad("`operationName` must be a text or null.")
    if not isinstance(asked.get("extensions"), dict | None):
        raise _bad("`extensions` must be an object or null.")
    if _holds_nul(variables):
        raise BadRequest(HTTPStatus.BAD_REQUEST, Code.BAD_USER_INPUT, "A text can't contain the character U+0000.")
    return Question(text, variables or {}, name or None)


def _require_json(content_type: str) -> None:
    kind, _, parameters = content_type.partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"') if parameters else "utf-8"
    if kind.strip().lower() != JSON or charset != "utf-8":
        raise BadRequest(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED_TYPE, f"Send {JSON} in UTF-8.")


async def _body(request: Request) -> bytes:
    body = bytearray()
    length = 0
    try:
        async for chunk in request.stream():
            length += len(chunk)
            if length <= LONGEST_BODY:
                body += chunk
            elif length > LONGEST_DRAINED:
                break
    except ClientDisconnect:
        raise _bad("The request broke off.") from None
    except HTTPException as error:  # the site's own limits on what comes in
        message = "The rest of the question didn't come in time."
        raise BadRequest(HTTPStatus(error.status_code), Code.BAD_REQUEST, message) from error
    if length > LONGEST_BODY:
        raise _too_large(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def _parsed(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _bad(f"The {what} must be JSON.") from None


def _holds_nul(value: Any) -> bool:
    """Say whether a decoded JSON value has a text that no database column takes."""
    waiting = [value]  # not recursive: JSON nests deeper than the interpreter's stack
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and "\0" in part:
            return True
        if isinstance(part, dict):
            waiting.extend((*part.keys(), *part.values()))
        elif isinstance(part, list):
            waiting.extend(part)
    return False


def _bad(message: str) -> BadRequest:
    return BadRequest(HTTPStatus.BAD_REQUEST, Code.BAD_REQUEST, message)


def _too_large(status: HTTPStatus) -> BadRequest:
    return BadRequest(status, Code.TOO_LARGE, f"A request can have {LONGEST_BODY // 1024} KB at most.")


def response(answer: Answer, media_type: str) -> Response:
    """Return an answer as HTTP: 200 with application/json, and its real status with the newer media type."""
    known = _STATUS_OF_CODE_IN_RESPONSE_JSON if media_type == RESPONSE_JSON else _STATUS_OF_CODE
    status = HTTPStatus.OK
    if not answer.ran:
        otherwise = HTTPStatus.BAD_REQUEST if media_type == RESPONSE_JSON else HTTPStatus.OK
        status = known.get(answer.errors[0]["extensions"]["code"], otherwise)
    return _json(answer.body(), media_type, status)


def failed(problem: Exception, media_type: str = JSON) -> Response:
    """Return the response to a request that never became a question, or whose sender couldn't be made out."""
    kind = RESPONSE_JSON if media_type == RESPONSE_JSON else JSON
    problem = failures.unavailable(problem) or problem
    if isinstance(problem, BadRequest):
        shown: Shown = {"message": problem.message, "extensions": {"code": problem.code}}
        return _json({"errors": [shown]}, kind, problem.status)
    if isinstance(problem, errors.Refused):
        family = next((each for each in _STATUS_OF_FAMILY if isinstance(problem, each)), errors.Invalid)
        headers = {"Retry-After": str(problem.retry_after)} if isinstance(problem, errors.TooMany) else {}
        shown = {"message": problem.text(), "extensions": failures.refused(problem)}
        return _json({"errors": [shown]}, kind, _STATUS_OF_FAMILY[family], headers)
    return _json({"errors": [failures.internal(problem)]}, kind, HTTPStatus.INTERNAL_SERVER_ERROR)


def _json(body: Mapping[str, Any], media_type: str, status: HTTPStatus, headers: Mapping[str, str] = {}) -> Response:
    return Response(
        orjson.dumps(body),
        status,
        {"Cache-Control": "no-store", "Vary": "Accept", **_HEADERS_OF_STATUS.get(status, {}), **headers},
        f"{media_type}; charset=utf-8",
    )
