"""Writing, reading, printing and withdrawing recognition cards on pages, without script."""

import pytest
from fastapi import FastAPI

from domain import badges, community, members, recognition
from domain.ideas import Idea
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.carrying import sign_all
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import BECAUSE, about, thanks
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import Browsing, Counting
from tests.weighing import opened

NEW, SEND = "/recognition/new", "/recognition"


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


@pytest.fixture
async def value(people: People) -> str:
    return str((await people.reads(community.values))[0].id)


async def test_a_card_is_begun_at_an_idea_found_by_name_previewed_sent_and_hangs_on_the_wall(
    app: FastAPI, browsing: Browsing, eve: Member, ann: Member, bench: Idea, value: str
) -> None:
    sender, visitor = await browsing(app, eve), await browsing(app)
    at_idea = f"{NEW}?about=/ideas/{bench.id}"
    assert at_idea in (await sender.page(bench.path)).html
    assert "/recognition/new" not in (await visitor.page(bench.path)).html
    found = await sender.submit(at_idea, SEND, seek="an", do="find")
    assert found.status_code == 200
    assert f'value="{ann.id}"' in found.text
    filled = {"to": str(ann.id), "value": value, "because": BECAUSE, "motif": "creation_with_others"}
    seen = await sender.submit(at_idea, SEND, do="preview", **filled)
    assert seen.status_code == 200
    assert seen.text.count(BECAUSE) == 2  # on the card, and still in its form
    assert BECAUSE not in (await visitor.page("/recognition")).text
    sent = await sender.submit(at_idea, SEND, do="send", **filled)
    assert sent.status_code == 303
    for reader in (visitor, sender):
        wall = await reader.page("/recognition")
        for words in (BECAUSE, "Listening", "Eve", "Ann", bench.title):
            assert words in wall.text
    assert "Listening" in (await visitor.page(f"/recognition?value={value}")).text
    assert "2 more cards this month, of 3" in (await sender.page("/me/recognition?show=sent")).text
    thanked = await browsing(app, ann)
    assert BECAUSE in (await thanked.page("/me/recognition")).text
    assert "this month" not in (await thanked.page("/me/recognition")).text


async def test_a_form_sent_twice_is_one_card(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member, value: str
) -> None:
    sender = await browsing(app, eve)
    fields = (await sender.page(NEW)).form(SEND) | {"to": str(ann.id), "value": value, "because": BECAUSE, "do": "send"}
    first, again = await sender.send(SEND, fields), await sender.send(SEND, fields)
    assert first.headers["location"] == again.headers["location"]
    assert (await people.reads(recognition.budget, eve)).sent == 1


@pytest.mark.parametrize(
    ("field", "wrong", "says"),
    [
        ("because", "x" * 39, "at least 40 characters"),
        ("because", "x" * 401, "400 is the most"),
        ("because", "\u200b" * 50, "Please fill this in."),
        ("value", "x", "Choose a value from the list."),
        ("about", "https://elsewhere.example/page", "Paste the address of an idea"),
        ("about", "/ideas/999999", "all whom you thank may see"),
        ("visibility", "moon", "Choose one of the options."),
        ("motif", "moon", "Choose one of the options."),
        ("to", "nobody", "Choose whom you thank."),
        ("to", "99999999999999999", "isn’t here to read it"),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_field_and_the_rest_stays(
    app: FastAPI, browsing: Browsing, eve: Member, ann: Member, value: str, field: str, wrong: str, says: str
) -> None:
    sender = await browsing(app, eve)
    filled = {"to": str(ann.id), "value": value, "because": BECAUSE, "do": "send"} | {field: wrong}
    answer = await sender.submit(NEW, SEND, **filled)
    assert answer.status_code == 422
    assert says in answer.text
    assert field == "to" or f'value="{ann.id}" checked' in answer.text


async def test_a_budget_that_is_spent_is_said_and_nothing_typed_is_lost(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member, value: str
) -> None:
    await people.shape(await people.admin(), staff_cards=0)
    sender = await browsing(app, eve)
    answer = await sender.submit(NEW, SEND, to=str(ann.id), value=value, because=BECAUSE, do="send")
    assert answer.status_code == 409
    assert BECAUSE in answer.text
    assert "Next month brings new ones" in answer.text


async def test_it_is_changed_and_taken_back_for_ten_minutes_and_then_withdrawn_with_a_reason(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card, gone = await thanks(people, by=eve, to=[ann]), await thanks(people, by=eve, to=[ann])
    sender, other = await browsing(app, eve), await browsing(app, ann)
    edit = f"{card.path}/edit"
    assert (await sender.submit(edit, edit, because=BECAUSE + " Again: thank you.")).status_code == 303
    assert "Again: thank you." in (await other.page(card.path)).text
    assert (await other.get(edit)).status_code == 403
    assert (await sender.submit(gone.path, f"{gone.path}/take-back")).status_code == 303
    assert (await other.get(gone.path)).status_code == 404
    clock.forward(minutes=10)
    assert (await sender.get(edit)).status_code == 409
    form = f"{card.path}/withdraw"
    assert (await sender.submit(form, form, reason="")).status_code == 422
    assert (await sender.submit(form, form, reason="It was Ben who did this")).status_code == 303
    for reader in (other, await browsing(app)):
        page = await reader.page(card.path)
        assert "It was Ben who did this" in page.text
        assert BECAUSE not in page.html
    assert (await sender.get(form)).status_code == 409


async def test_who_is_thanked_keeps_it_from_others_and_lets_them_read_it_again(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    thanked, visitor = await browsing(app, ann), await browsing(app)
    form = f"{card.path}/publication"
    assert (await thanked.submit(card.path, form, do="decline")).status_code == 303
    assert (await visitor.get(card.path)).status_code == 404
    assert (await visitor.get(f"{card.path}/print")).status_code == 404
    assert BECAUSE in (await thanked.page(card.path)).text
    assert (await thanked.submit(card.path, form, do="allow")).status_code == 303
    assert BECAUSE in (await visitor.page(card.path)).text


async def test_a_sheet_to_print_has_room_to_write_and_names_no_idea_that_the_reader_may_not_see(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member, bench: Idea
) -> None:
    card = await thanks(people, by=eve, to=[ann], about=about(bench))
    visitor = await browsing(app)
    for size, name in (("", "rc-a5"), ("a6", "rc-a6"), ("a0", "rc-a5")):
        sheet = await visitor.page(f"{card.path}/print?size={size}")
        assert name in sheet.html
        assert "rc-lines" in sheet.html
        assert bench.title in sheet.text
    await people.hide(bench)
    for path in (f"{card.path}/print", card.path, "/recognition"):
        assert bench.title not in (await visitor.page(path)).html


async def test_a_card_is_reported_hidden_and_brought_back(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    ben = await browsing(app, await people.member("Ben"))
    pat = await browsing(app, await people.member("Pat", Role.PRODUCT))
    form = f"{card.path}/report"
    assert (await ben.submit(form, form, reason="")).status_code == 422
    assert (await ben.submit(form, form, reason="rude", said="It mocks her")).status_code == 303
    assert "It mocks her" in (await pat.page("/moderation/cards")).text
    assert "1 waits" in (await pat.page("/")).html
    hide = f"{card.path}/hide"
    assert (await pat.submit(hide, hide, reason="rude", said="Please be kind")).status_code == 303
    assert (await ben.get(card.path)).status_code == 404
    assert "A moderator looked at it and hid it" in (await ben.page("/me/reports/cards")).text
    assert "Please be kind" in (await (await browsing(app, eve)).page(card.path)).text
    hidden = "/moderation/cards?show=hidden"
    assert (await pat.submit(hidden, f"{card.path}/restore")).status_code == 303
    assert (await ben.get(card.path)).status_code == 200
    again = await people.member("Gil")
    await people.does(recognition.report, again, card.id, reason="spam")
    assert (await pat.submit("/moderation/cards", f"{card.path}/keep", answer="It is fine")).status_code == 303
    assert "It is fine" in (await (await browsing(app, again)).page("/me/reports/cards")).text


async def test_an_admin_keeps_values_and_budgets(app: FastAPI, browsing: Browsing, people: People, eve: Member) -> None:
    admin, here = await browsing(app, await people.admin()), "/admin/values"
    assert (await admin.submit(here, here, name="Patience", says="We wait well.")).status_code == 303
    assert (await admin.submit(here, here, name="patience", says="")).status_code == 409
    assert (await admin.submit(here, here, name="x", says="y" * 161)).status_code == 422
    kept = (await people.reads(community.values))[-1]
    form = f"{here}/{kept.id}"
    assert (await admin.submit(here, form, name="Patience", says="We wait longer.")).status_code == 303
    assert "We wait longer." in (await (await browsing(app, eve)).page(NEW)).text
    assert (await admin.submit(here, f"{form}/retire")).status_code == 303
    assert "We wait longer." not in (await (await browsing(app, eve)).page(NEW)).text
    assert (await admin.submit(here, f"{form}/bring-back")).status_code == 303
    for number, status in (("7", 303), ("21", 422), ("-1", 422), ("x", 422), ("", 422)):
        answer = await admin.submit(here, "/admin/budget", executive_cards=number, staff_cards="2")
        assert answer.status_code == status, number
    assert "of 2." in (await (await browsing(app, eve)).page(NEW)).text
    assert (await (await browsing(app, eve)).get(here)).status_code == 403


async def test_saving_a_value_of_ours_in_another_language_changes_nothing(
    app: FastAPI, browsing: Browsing, people: People, value: str
) -> None:
    cleo = await people.admin()
    cleo = await people.does(members.revise_profile, cleo, name="Cleo", about="", language="de")
    admin, form = await browsing(app, cleo), f"/admin/values/{value}"
    assert (await admin.page("/admin/values")).form(form)["name"] == ["Zuhören"]
    assert (await admin.submit("/admin/values", form)).status_code == 303
    first = (await people.reads(community.values))[0]
    assert (str(first.id), first.name) == (value, "Listening")


async def test_the_overlooked_come_with_a_card_to_write(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, ann: Member, bench: Idea
) -> None:
    await people.decide(DecisionKind.ADOPT, by=pia, on=bench)
    page = await (await browsing(app, await people.admin())).page("/recognition/fairness")
    assert f"/recognition/new?to={ann.handle}&amp;about=/ideas/{bench.id}" in page.html.replace("%2F", "/")


async def test_what_waits_too_long_for_moderators_is_counted(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock, ann: Member, bench: Idea
) -> None:
    boss, cleo = await people.member("Bo", Role.EXECUTIVE), await people.admin()
    await people.does(members.name_sponsor, cleo, boss.id)
    reader = await browsing(app, await people.again(boss))
    assert "None waits longer than was promised." in (await reader.page("/recognition/fairness")).text
    for days in (2, 3):
        await opened(people, [await people.member(f"Voter {days}")], [bench])
        clock.forward(days=days)
    page = await (await browsing(app, await people.again(boss))).page("/recognition/fairness")
    assert "2 cases should have been decided." in page.text
    assert "5 days ago." in page.text
    assert page.has("section", **{"aria-labelledby": "late"})
    assert (await (await browsing(app, ann)).get("/recognition/fairness")).status_code == 403


async def test_pages_take_as_many_statements_for_many_cards_as_for_one(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member, counting_app: Counting
) -> None:
    reader: Browser = await browsing(app, ann)

    async def statements() -> list[int]:
        found = []
        for path in ("/recognition", "/me/recognition"):
            with counting_app() as counted:
                await reader.page(path)
            found.append(len(counted))
        return found

    await thanks(people, by=eve, to=[ann])
    await statements()
    one = await statements()
    for number in range(4):
        sender = await people.member(f"Sender {number}", Role.EMPLOYEE)
        await thanks(people, by=sender, to=[ann])
    assert await statements() == one


async def test_a_card_is_carried_away_verified_and_gone_with_the_card(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    await people.does(badges.seed)
    card = await thanks(people, by=eve, to=[ann])
    thanked, stranger, sender = await browsing(app, ann), await browsing(app), await browsing(app, eve)
    assert "Carry it away" not in (await thanked.page(card.path)).text
    clock.forward(minutes=11)
    for other in (stranger, sender):
        assert "Carry it away" not in (await other.page(card.path)).text
    assert "Carry it away as a badge" in (await thanked.page(card.path)).text
    done = await thanked.submit(card.path, f"{card.path}/carry")
    assert done.status_code == 303
    address = done.headers["location"]
    page = await thanked.page(card.path)
    assert address in page.html
    assert "Carry it away" not in page.text
    await sign_all(people, address=ADDRESS, secret=b"k")
    shown = await stranger.page(address)
    for words in ("Recognition", BECAUSE, "Listening", card.path):
        assert words in shown.html
    for form in ("json", "jwt", "png", "svg"):
        assert (await stranger.get(f"{address}.{form}")).status_code == 200
    copy = {"csrf": await stranger.token(), "credential": (await stranger.get(f"{address}.json")).text}
    assert "This badge holds" in (await stranger.send("/verify", copy)).text
    await people.does(recognition.withdraw, eve, card.id, "To somebody else")
    assert "The card that it came from was withdrawn." in (await stranger.page(address)).text
    assert (await stranger.get(f"{address}.png")).status_code == 410
    assert "This badge doesn’t hold" in (await stranger.send("/verify", copy)).text
