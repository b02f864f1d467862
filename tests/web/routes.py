"""Every route of the page face, found by walking the routers of all its modules."""

import importlib
import pkgutil
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

import web


def routers() -> dict[str, APIRouter]:
    """Return the router of every page module by the module's name."""
    found = {}
    for module in pkgutil.iter_modules(web.__path__):
        if module.name in ("command", "worker", "process"):
            continue
        router = getattr(importlib.import_module(f"web.{module.name}"), "router", None)
        if isinstance(router, APIRouter):
            found[module.name] = router
    return found


def routes(method: str) -> Iterator[APIRoute]:
    """Return all routes that answer to a method."""
    for router in routers().values():
        for route in router.routes:
            if isinstance(route, APIRoute) and method in (route.methods or ()):
                yield route
