"""Every permission is granted to somebody and asked by something; otherwise it is a word without meaning."""

import ast
from pathlib import Path

import domain
from domain.permissions import GRANTS, Permission, Role

ROOT = Path(domain.__file__).parent


def _asked() -> set[str]:
    """Return the permissions named in the domain outside of the page that grants them."""
    return {
        node.attr
        for path in ROOT.rglob("*.py")
        if path != ROOT / "permissions.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Permission"
    }


def test_every_permission_is_granted_to_a_role() -> None:
    assert set().union(*GRANTS.values()) == set(Permission)


def test_every_permission_is_asked_somewhere() -> None:
    assert _asked() == {permission.name for permission in Permission}


def test_every_role_has_its_grants() -> None:
    assert set(GRANTS) == set(Role)


def test_an_admin_may_everything_and_a_visitor_may_read_only() -> None:
    assert GRANTS[Role.ADMIN] == set(Permission)
    assert GRANTS[Role.VISITOR] == {Permission.READ}


def test_every_permission_is_a_resource_and_an_action() -> None:
    assert all(permission.value.count(":") == 1 for permission in Permission)
