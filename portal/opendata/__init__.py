"""Everything published as data sets: described in DCAT-AP.de, with documented columns."""
