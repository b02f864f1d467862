"""Signs of health: each in words, and well only where it is."""

from domain.experiments import Counted, Look, Relative, SignKind, Terms, Threshold, follow, health, judge

TERMS = Terms(Relative(0.2), planned_units=7_682, time_box_days=60)
SOUND = Look(15, (Counted(1000, 100), Counted(1000, 105)))


def ill(*looks: Look, terms: Terms = TERMS, silent_days: float = 0, plan_changed: bool = False) -> set[SignKind]:
    """Return which signs aren't well after these looks."""
    last = follow(terms, looks)[-1]
    signs = health(terms, last, silent_days=silent_days, plan_changed=plan_changed)
    return {sign.kind for sign in signs if not sign.well}


def test_a_sound_experiment_has_every_sign_well() -> None:
    signs = health(TERMS, judge(TERMS, SOUND), silent_days=3.9, plan_changed=False)
    assert [sign.says.message for sign in signs] == [
        "Split as planned",
        "Last data: %(ago)s",
        "Full weeks: %(weeks)s",
        "Enough data for a verdict",
        "Plan unchanged since the start",
    ]
    assert all(sign.well for sign in signs)
    figures = [each.value for sign in signs for each in sign.says.params.values() if not isinstance(each, str)]
    assert figures == [3, 2]


def test_each_sign_speaks_of_what_is_wrong_and_of_nothing_else() -> None:
    assert ill(Look(15, (Counted(6000, 600), Counted(5000, 500)))) == {SignKind.SPLIT}
    assert ill(SOUND, Look(16, (Counted(900, 90), Counted(1000, 105)))) == {SignKind.TOTALS}
    assert ill(SOUND, silent_days=8) == {SignKind.FRESH}
    assert ill(Look(5, SOUND.arms)) == {SignKind.WEEKS}
    assert ill(Look(15, (Counted(50, 1), Counted(50, 2)))) == {SignKind.ENOUGH}
    assert ill(SOUND, plan_changed=True) == {SignKind.PLAN}


def test_nobody_waits_for_data_of_what_is_over() -> None:
    signs = health(TERMS, judge(TERMS, SOUND), silent_days=None, plan_changed=False)
    assert SignKind.FRESH not in {sign.kind for sign in signs}


def test_a_split_that_was_wrong_once_stays_wrong() -> None:
    assert ill(Look(15, (Counted(6000, 600), Counted(5000, 500))), Look(20, (Counted(10**6, 1), Counted(10**6, 1))))


def test_one_arm_has_no_split_to_look_at() -> None:
    alone = Terms(Threshold(0.05, 0.10), 169, 60, split=(1.0,))
    signs = health(alone, judge(alone, Look(10, (Counted(60, 4),))), silent_days=0, plan_changed=False)
    assert SignKind.SPLIT not in {sign.kind for sign in signs}
