package dev.sojourn.application.token;

/** Why a DPoP proof is not accepted (RFC 9449, sections 4.3 and 8). */
public sealed interface ProofRefusal {
  /** It proves nothing. */
  record Invalid(String why) implements ProofRefusal {}

  /** It must be made again, with this nonce in it. */
  record NonceNeeded(String nonce) implements ProofRefusal {}
}
