# Generated from interfaces/types/ by "python -m codegen generate". Do not edit.
"""Types of the contract, one module a file."""
