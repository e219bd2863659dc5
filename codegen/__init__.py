"""The contract compiler: load, resolve, build the model, render.

It reads the YAML under ``interfaces/`` and writes the package ``secc_contract``, the JSON Schemas and the
documentation pages under ``generated/``. It knows nothing of the charger that implements the contract.
"""
