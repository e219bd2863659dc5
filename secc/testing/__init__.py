"""Scripted doubles for an integrator's tests: a charger to test owners with, an owner to test chargers with.

They speak for any generated package: what they need to know of it is the module ``contract`` of an interface.
``pip install secc[pytest]`` makes them pytest fixtures.
"""

from __future__ import annotations

from secc.testing.doubles import ScriptedCharger, ScriptedOwner, Tables
from secc.testing.script import OffScript, Step, call, expect, publish

__all__ = ["OffScript", "ScriptedCharger", "ScriptedOwner", "Step", "Tables", "call", "expect", "publish"]
