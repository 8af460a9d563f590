"""Addresses elsewhere that records of this portal name: where they stand, and replacing them."""
