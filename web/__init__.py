"""The HTML face: pages over the domain, working with and without script."""
