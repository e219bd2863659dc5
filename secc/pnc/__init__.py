"""Plug & Charge without a network: certificates, signatures and installation. Bytes in, verdict out.

======================  =====================================================================================
module                  what it answers
======================  =====================================================================================
``certificates``        what does this X.509 certificate say? (whatever a peer sends: one error type)
``profiles``            which keys and algorithms belong to which standard; who is who in a PKI
``chains``              may this chain be trusted, and if not, with which response code? (a table of checks)
``emaid``               which contract is meant?
``signatures``          is this element signed by that key? (a table of checks); sign an element
``ocsp``                what to ask about revocation, and what an answer is worth
``installation``        a new contract on its way to a car: made, signed, encrypted; verified, decrypted
``authority``           a test PKI in memory, with everything that can be wrong in one
``layout``              that PKI on the disk
``store``               a charger's chains, keys and trust anchors from the disk
``review``, ``words``   what a car will refuse, and what a chain says, for people
======================  =====================================================================================

Time is always an argument. Nothing here waits, logs or opens a connection.
"""
