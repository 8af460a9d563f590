"""Which office is mine: an address in, the responsible office out. Nothing typed is kept."""
