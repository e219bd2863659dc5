"""The charger's half of ISO 15118: the hand-written core behind the generated contract."""
