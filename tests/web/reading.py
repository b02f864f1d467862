"""Reading a page as a browser does: its elements, whether they are balanced, its forms and what they would send."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "use", "path", "rect", "circle", "source", "wbr"})


@dataclass
class Element:
    """One element with its attributes, its text so far, and how deep it stands."""

    tag: str
    attributes: dict[str, str]
    depth: int
    text: str = ""

    @property
    def words(self) -> str:
        """Return the text with single spaces."""
        return " ".join(self.text.split())

    def get(self, name: str) -> str:
        """Return an attribute, '' when it isn't there."""
        return self.attributes.get(name, "")


@dataclass
class Form:
    """A form and its controls as they stand."""

    action: str
    method: str
    controls: list[Element] = field(default_factory=list)
    buttons: list[Element] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page or a piece of one; raises AssertionError where elements aren't closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.elements: list[Element] = []
        self.forms: list[Form] = []
        self._open: list[Element] = []
        self._select = ""
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {[each.tag for each in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        if tag == "option":
            self._end_option()
        element = Element(tag, {name: value or "" for name, value in attrs}, len(self._open))
        self.elements.append(element)
        if tag == "form":
            self.forms.append(Form(element.get("action"), element.get("method") or "get"))
        if self.forms and any(each.tag == "form" for each in self._open):
            self._control(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element of SVG that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the one opened last."""
        if tag in ("select", "datalist"):
            self._end_option()
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def _end_option(self) -> None:
        # The one element of ours whose end HTML lets us leave out.
        if self._open and self._open[-1].tag == "option":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Give text to all elements around it."""
        for element in self._open:
            element.text += data

    def _control(self, element: Element) -> None:
        form = self.forms[-1]
        name = element.get("name")
        if element.tag == "select":
            self._select = name
            form.chosen[name] = []
        elif element.tag == "option" and self._select in form.chosen:
            if "selected" in element.attributes or not form.chosen[self._select]:
                form.chosen[self._select] = [element.get("value")]
        elif element.tag in ("input", "textarea") and name:
            form.controls.append(element)
        elif element.tag == "button" and not element.get("type"):
            form.buttons.append(element)

    def all(self, tag: str = "", **attributes: str) -> Iterator[Element]:
        """Return the elements of a kind with these attributes (`class_` for class, which holds the word)."""
        for element in self.elements:
            if tag and element.tag != tag:
                continue
            wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
            words = wanted.pop("class", None)
            if words is not None and words not in element.get("class").split():
                continue
            if all(element.attributes.get(name) == value for name, value in wanted.items()):
                yield element

    def one(self, tag: str = "", **attributes: str) -> Element:
        """Return the only such element."""
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    def has(self, tag: str = "", **attributes: str) -> bool:
        """Return whether there is such an element."""
        return next(self.all(tag, **attributes), None) is not None

    @property
    def roots(self) -> list[Element]:
        """Return the outermost elements, for a piece of a page."""
        return [element for element in self.elements if element.depth == 0]

    @property
    def text(self) -> str:
        """Return all words of the page's main part, or of a piece."""
        parts = list(self.all("main")) or self.roots
        return " ".join(" ".join(part.text for part in parts).split())

    def form(self, action: str) -> dict[str, list[str]]:
        """Return what the form with this action would send as it stands, pressed at its only button."""
        found = [form for form in self.forms if form.action == action]
        assert found, f"no form for {action} but {[form.action for form in self.forms]}"
        sent = dict(found[0].chosen)
        for control in found[0].controls:
            name, kind = control.get("name"), control.get("type")
            if control.tag == "textarea":
                sent[name] = [control.text.removeprefix("\n")]
            elif kind not in ("radio", "checkbox"):
                sent[name] = [*sent.get(name, []), control.get("value")]
            elif "checked" in control.attributes:
                sent[name] = [*sent.get(name, []), control.attributes.get("value", "on")]
        if len(found[0].buttons) == 1 and found[0].buttons[0].get("name"):
            sent[found[0].buttons[0].get("name")] = [found[0].buttons[0].get("value")]
        return {name: values for name, values in sent.items() if values}


def link_in(text: str) -> str:
    """Return the path of the one-time link in a mail."""
    found = re.search(r"/links/[\w-]{40,}", text)
    assert found, text
    return found[0]
