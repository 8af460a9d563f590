"""OParl 1.1: the council's public papers for machines. German council information standard."""
