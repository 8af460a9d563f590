"""Service descriptions from elsewhere, and ours for others. Formats stand in ``contrib``."""
