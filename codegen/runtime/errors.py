"""What goes wrong at the contract's border."""

from __future__ import annotations


class Error(Exception):
    """Root of every error that this project raises on purpose."""


class ContractError(Error):
    """A value breaks the contract. Nothing was sent and nothing has changed.

    ``path`` says where (``$.maximum_limits.evse_maximum_voltage_limit``, ``$`` being the whole payload or the
    arguments of a command); ``rule`` says what the contract asks for there.
    """

    def __init__(self, path: str, rule: str) -> None:
        super().__init__(path, rule)
        self.path = path
        self.rule = rule

    def __str__(self) -> str:
        return f"{self.path}: {self.rule}"
