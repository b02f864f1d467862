"""Bounds of a group-sequential test by spending functions, as comparison; R's rpact and gsDesign are its oracles.

Recursive integration over the continuation region (P. Armitage, C. McPherson, B. Rowe 1969, J. R. Stat. Soc. A 132),
on the scale of Brownian motion at information times; futility is not binding, so ignoring it costs no false alarms.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

Spending = Callable[[float], float]
Grid = tuple[NDArray[np.float64], NDArray[np.float64]]  # places, and the mass at each
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(400)
_FAR = 12.0


@dataclass(frozen=True)
class Bounds:
    """Bounds for z at each look, and how much more data than a fixed test they take."""

    upper: tuple[float, ...]
    lower: tuple[float, ...]
    inflation: float


def obrien_fleming(error: float) -> Spending:
    """Return Lan's and DeMets's function after O'Brien and Fleming: spends late."""
    return lambda time: float(2 * norm.sf(norm.isf(error / 2) / math.sqrt(time)))


def pocock(error: float) -> Spending:
    """Return Lan's and DeMets's function after Pocock: spends early."""
    return lambda time: error * math.log(1 + (math.e - 1) * time)


def hwang_shih_decani(error: float, gamma: float) -> Spending:
    """Return the family of Hwang, Shih and DeCani; below zero it spends late."""
    return lambda time: error * (1 - math.exp(-gamma * time)) / (1 - math.exp(-gamma))


def efficacy(times: Sequence[float], alpha: Spending) -> tuple[float, ...]:
    """Return the upper bounds alone, for looks at these information times, 0 to 1."""
    bounds: list[float] = []
    grid: Grid = (np.zeros(1), np.ones(1))
    for begun, time, spent in _steps(times, alpha):
        bounds.append(_bound(grid, begun, time, 0.0, spent, upper=True))
        grid = _on(grid, begun, time, 0.0, -_FAR, bounds[-1])
    return tuple(bounds)


def designed(times: Sequence[float], alpha: Spending, beta: Spending) -> Bounds:
    """Return bounds for efficacy and futility that meet at the last look, with the least data that lets them."""
    upper = efficacy(times, alpha)
    fixed = norm.isf(alpha(1.0)) + norm.isf(beta(1.0))

    def lower(inflation: float) -> tuple[float, ...]:
        drift = float(fixed) * math.sqrt(inflation)
        bounds: list[float] = []
        grid: Grid = (np.zeros(1), np.ones(1))
        for (begun, time, spent), above in zip(_steps(times, beta), upper, strict=True):
            bounds.append(_bound(grid, begun, time, drift, spent, upper=False))
            grid = _on(grid, begun, time, drift, min(bounds[-1], above - 1e-9), above)
        return tuple(bounds)

    inflation = float(brentq(lambda inflation: lower(inflation)[-1] - upper[-1], 1.0, 2.0, xtol=1e-8))
    return Bounds(upper, lower(inflation)[:-1], inflation)


def _steps(times: Sequence[float], spending: Spending) -> list[tuple[float, float, float]]:
    before = [0.0, *times[:-1]]
    return [
        (begun, time, spending(time) - (spending(begun) if begun else 0.0))
        for begun, time in zip(before, times, strict=True)
    ]


def _bound(grid: Grid, begun: float, time: float, drift: float, spent: float, *, upper: bool) -> float:
    """Return the z beyond which just as much of what goes on falls as may be spent."""
    places, masses = grid
    step = time - begun
    sign = 1 if upper else -1

    def beyond(z: float) -> float:
        away = (z * math.sqrt(time) - places - drift * step) / math.sqrt(step)
        return float(masses @ norm.sf(sign * away)) - spent

    if masses.sum() <= spent:
        return _FAR  # less goes on than may be spent
    return float(brentq(beyond, -_FAR, _FAR, xtol=1e-10))


def _on(grid: Grid, begun: float, time: float, drift: float, low: float, high: float) -> Grid:
    """Return what goes on after a look, at Gauss's places between the bounds."""
    places, masses = grid
    step = time - begun
    middle, half = (high + low) / 2 * math.sqrt(time), (high - low) / 2 * math.sqrt(time)
    to = middle + half * _NODES
    moved = (to[:, None] - places[None, :] - drift * step) / math.sqrt(step)
    density = norm.pdf(moved) @ masses / math.sqrt(step)
    return to, density * _WEIGHTS * half
