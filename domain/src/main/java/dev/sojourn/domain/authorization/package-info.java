/** Logins that began with PKCE: the challenge, and the verifier that answers it. */
@NullMarked
package dev.sojourn.domain.authorization;

import org.jspecify.annotations.NullMarked;
