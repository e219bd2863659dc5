"""What a charger decides alike in every protocol, in the contract's terms and plain numbers."""
