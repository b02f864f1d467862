"""Whatever changes something passes the check of form tokens, which sits in finding out who is looking."""

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from tests.web.routes import routers, routes
from web import visit
from web.visit import SAFE


def _asks(dependant: Dependant) -> bool:
    # The one function behind both `Here` and `Inside`.
    return dependant.call is visit._visit or any(_asks(inner) for inner in dependant.dependencies)


def test_every_post_of_the_page_face_is_guarded() -> None:
    unguarded = [route.path for route in routes("POST") if not _asks(route.dependant)]
    assert unguarded == []
    assert len(list(routes("POST"))) > 30


def test_no_page_answers_to_other_verbs() -> None:
    odd = [
        f"{route.methods} {route.path}"
        for router in routers().values()
        for route in router.routes
        if isinstance(route, APIRoute) and not (route.methods or set()) <= SAFE | {"POST"}
    ]
    assert odd == []


def test_no_page_is_reached_by_two_routes() -> None:
    for method in ("GET", "POST"):
        paths = [route.path for route in routes(method)]
        assert sorted(paths) == sorted(set(paths))
