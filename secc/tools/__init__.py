"""Tools around the charger: live view, answer times, a network of its own for the demo."""
