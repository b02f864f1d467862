"""The report names every bar that is missed: speed, latency, memory, and what more data costs."""

from benchmarks.dataset import Size
from benchmarks.pgbench import Speed
from benchmarks.report import Measured, written

LARGE, SMALL = Size(100_000), Size(10_000)


def _measured(p50: float = 10, p99: float = 50, memory: float = 100, per_second: float = 50) -> Measured:
    return Measured("feed", 0.05, Speed(100, 1, 2), Speed(per_second, p50, p99), 1.0, memory)


def _short(large: Measured, small: Measured) -> list[str]:
    report = written({LARGE: [large], SMALL: [small]}, {LARGE: "", SMALL: ""}, (SMALL, small), 2, 16, 1)
    if report.endswith("Every bar is met.\n"):
        return []
    return report.split("What falls short:\n\n")[1].splitlines()


def test_nothing_falls_short_where_every_bar_is_met() -> None:
    assert _short(_measured(p50=15), _measured()) == []


def test_every_bar_that_is_missed_is_named() -> None:
    assert _short(_measured(per_second=4), _measured()) == ["- feed: 0.040 of 0.05"]
    assert _short(_measured(p99=130), _measured()) == ["- feed: p99 130 ms"]
    assert _short(_measured(memory=151), _measured()) == ["- memory: 151 MB of 150"]
    assert _short(_measured(p50=16), _measured()) == ["- feed: 1.60 × for ten times the data"]
