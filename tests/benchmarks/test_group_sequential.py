"""The group-sequential comparison: its bounds are those of R's rpact and gsDesign (section 7.2 of the notes)."""

import math

import pytest

from benchmarks.experiments.cells import INFLATION
from benchmarks.experiments.group_sequential import designed, efficacy, hwang_shih_decani, obrien_fleming, pocock

FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
TWENTIETHS = tuple((place + 1) / 20 for place in range(20))


def test_bounds_for_efficacy_alone_are_those_of_rpact() -> None:
    assert efficacy(FIFTHS, obrien_fleming(0.025)) == pytest.approx(
        (4.87688, 3.35701, 2.68028, 2.28982, 2.03103), abs=6e-6
    )
    assert efficacy(FIFTHS, pocock(0.025)) == pytest.approx((2.43798, 2.42681, 2.41019, 2.39665, 2.38600), abs=6e-6)
    tenths = (6.99135, 4.87689, 3.92968, 3.36708, 2.98933, 2.71481, 2.50408, 2.33583, 2.19750, 2.08118)
    found = efficacy(tuple((place + 1) / 10 for place in range(10)), obrien_fleming(0.025))
    assert found == pytest.approx(tenths, abs=2e-5)


def test_futility_that_does_not_bind_is_that_of_rpact() -> None:
    late = designed(FIFTHS, obrien_fleming(0.025), obrien_fleming(0.2))
    assert late.lower == pytest.approx((-1.29215, 0.16970, 0.96250, 1.52649), abs=2e-5)
    assert late.inflation == pytest.approx(1.155003, abs=2e-6)
    early = designed(FIFTHS, obrien_fleming(0.025), pocock(0.2))
    assert early.lower == pytest.approx((-0.12644, 0.58115, 1.12374, 1.57708), abs=2e-5)
    assert early.inflation == pytest.approx(1.313827, abs=2e-6)
    uneven = designed((0.1, 0.3, 0.7, 1.0), obrien_fleming(0.025), pocock(0.2))
    assert uneven.upper == pytest.approx((6.99135, 3.92857, 2.43874, 2.00001), abs=2e-5)
    assert uneven.lower == pytest.approx((-0.86160, 0.19978, 1.41849), abs=3e-5)
    assert uneven.inflation == pytest.approx(1.26032, abs=5e-6)


def test_bounds_and_sizes_are_those_of_gsdesign() -> None:
    found = designed(FIFTHS, hwang_shih_decani(0.025, -4), hwang_shih_decani(0.1, -2))
    assert found.upper == pytest.approx((3.2527, 2.9860, 2.6917, 2.3737, 2.0253), abs=6e-5)
    assert found.lower == pytest.approx((-0.9016, -0.0367, 0.6945, 1.3603), abs=6e-5)
    assert [math.ceil(800 * found.inflation * time) for time in FIFTHS] == [177, 353, 529, 705, 882]


def test_the_benchmark_gives_twenty_looks_the_data_they_need() -> None:
    assert designed(TWENTIETHS, obrien_fleming(0.025), pocock(0.2)).inflation == pytest.approx(INFLATION, abs=1e-3)
