"""What a charger's FAILED means, in a clause for a person; its own reason stands in the charger's log."""

from __future__ import annotations

__all__ = ["MEANING", "OF_ITS_MESSAGE", "in_words"]

MEANING = {
    "FAILED_SequenceError": "the charger expected another message",
    "FAILED_UnknownSession": "the charger knows no session of this id",
    "FAILED_PaymentSelectionInvalid": "the charger does not offer this way to pay now",
    "FAILED_CertificateExpired": "for the charger the certificate is out of time: are both clocks right?",
    "FAILED_CertificateRevoked": "its issuer has revoked the certificate",
    "FAILED_CertChainError": "the charger has no root above this chain, or the chain is in disorder",
    "FAILED_SignatureError": "the signature is not made with the certificate's key over this message",
    "FAILED_MeteringSignatureNotValid": "the receipt is not signed with the contract's key",
    "FAILED_ChallengeInvalid": "the challenge that was signed is not the charger's",
    "FAILED_ContractCanceled": "the back end refuses the contract",
    "FAILED_CertificateNotAllowedAtThisEVSE": "the contract is not taken at this charger",
    "FAILED_WrongEnergyTransferMode": "the charger does not offer this energy transfer mode",
    "FAILED_WrongChargeParameter": "the charger cannot give what the car's limits ask for",
    "FAILED_ChargingProfileInvalid": "the car wants more than the schedule grants",
    "FAILED_NoCertificateAvailable": "a certificate is out of time or has no good form",
    "Failed_NoNegotiation": "the charger speaks none of the car's protocols",
}

OF_ITS_MESSAGE = {
    ("CertificateInstallationRes", "FAILED_NoCertificateAvailable"): "there is no contract for this car",
    ("CertificateUpdateRes", "FAILED_NoCertificateAvailable"): "there is no successor of this contract",
}
"""Where a code means something else."""


def in_words(response: str, code: str) -> str:
    """A refusal by its message and code, and what that means where it is known."""
    meaning = OF_ITS_MESSAGE.get((response, code)) or MEANING.get(code)
    return f"{response} {code} ({meaning})" if meaning is not None else f"{response} {code}"
