"""Who acts: a user, or None for the system. The catalogue may not know the user model by name."""

from typing import Any

Actor = Any
