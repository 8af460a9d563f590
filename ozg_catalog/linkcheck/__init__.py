"""Whether the addresses at which services are offered online still answer."""
