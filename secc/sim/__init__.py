"""Simulated hardware: an EVSE that owns our charger (`evse`), a car that charges at any charger (`ev`)."""
