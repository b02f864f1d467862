"""Pictures of figures as SVG that the server makes: scales and ticks, and what is drawn on them.

Lengths across are percent of a picture's width, so that it fits every window; lengths down are pixels, and letters
keep their size. A shape that is stretched is drawn on a grid of its own: see `templates/charts/`.
"""
