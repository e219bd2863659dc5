"""Measurements, run by hand: answer times, and our charger beside another."""
