"""The starter content: about 75 services of a town like Altenburg, with offices and channels.

Names, LeiKa keys, OZG ids and legal references are facts of the 2019 catalogue. Texts are ours;
fees, times, phone numbers and most addresses are examples and marked as such.
"""

from services.example.loader import load

__all__ = ["load"]
