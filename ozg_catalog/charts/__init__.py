"""Charts: pygal lays them out, ``drawing`` makes its SVG fit our pages (ADR 0036)."""
