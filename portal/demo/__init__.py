"""The portal on one's own machine, filled with an example city: `make demo`."""
