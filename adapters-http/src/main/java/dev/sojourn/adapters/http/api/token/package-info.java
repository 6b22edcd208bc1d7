/** The token endpoints (RFC 6749, RFC 7662, RFC 7009), logins with PKCE, metadata. */
@NullMarked
package dev.sojourn.adapters.http.api.token;

import org.jspecify.annotations.NullMarked;
