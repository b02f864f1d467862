"""A member's picture: four squares of plain shapes in two tones and the initials, drawn from the id alone."""

import hashlib

from markupsafe import escape

HUES = (35, 62, 87, 125, 165, 205, 250, 285, 320, 350)
SHAPES = (
    "M0 0h20v20H0z",
    "M0 0h20A20 20 0 0 1 0 20z",
    "M20 0v20H0A20 20 0 0 1 20 0z",
    "M20 20H0A20 20 0 0 1 0 0 20 20 0 0 1 20 20z",
    "M0 20V0a20 20 0 0 1 20 20z",
    "M0 0l20 20H0z",
    "M20 0v20L0 0z",
    "M10 0a10 10 0 1 1 0 20a10 10 0 1 1 0-20z",
)


def svg(member_id: int, initials: str) -> str:
    """Return the picture as a 40 × 40 SVG; the same id and initials give the same picture for ever."""
    drawn = hashlib.sha256(str(member_id).encode()).digest()
    hue = HUES[drawn[0] % len(HUES)]
    parts = [
        f'<path d="{SHAPES[byte % len(SHAPES)]}" transform="translate({20 * (place % 2)} {20 * (place // 2)})"/>'
        for place, byte in enumerate(drawn[1:5])
    ]
    letters = escape(initials[:2].upper())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
        f'<rect width="40" height="40" fill="oklch(0.9 0.05 {hue})"/>'
        f'<g fill="oklch(0.8 0.1 {hue})">{"".join(parts)}</g>'
        f'<text x="20" y="26" text-anchor="middle" font-family="Arial, sans-serif" font-weight="700" '
        f'font-size="17" fill="oklch(0.24 0.06 {hue})">{letters}</text></svg>'
    )
