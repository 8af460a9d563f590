"""Where the demonstration listens and where it keeps its files."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from portal.postgres.layout import var_folder

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
SETTINGS = "portal.settings.development"


@dataclass(frozen=True)
class Place:
    """One demonstration: its ports and folders."""

    port: int = 8000
    var: Path = field(default_factory=var_folder)

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def state_account_port(self) -> int:
        """The simulated state account listens right above the portal."""
        return self.port + 1

    @property
    def state_account(self) -> str:
        return f"http://{HOST}:{self.state_account_port}"

    @property
    def folder(self) -> Path:
        return self.var / "demo"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def description(self) -> Path:
        return self.var / "demo.json"

    @property
    def simulator_folder(self) -> Path:
        return self.var / "simulator"

    def simulator_options(self) -> list[str]:
        """How the simulated state account finds itself and the portal."""
        return [
            f"--port={self.state_account_port}",
            f"--portal={self.base}",
            f"--folder={self.simulator_folder}",
        ]

    def environment(self) -> dict[str, str]:
        """What every process of the demonstration finds in its environment."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PORTAL_BASE_URL": self.base,
            "PORTAL_VAR_DIR": str(self.var),
            "SAML_KEY_DIR": str(self.var / "saml"),
            "PYTHONUNBUFFERED": "1",
        }


def python(*arguments: str) -> list[str]:
    """A command for the Python that runs us."""
    return [sys.executable, *arguments]
