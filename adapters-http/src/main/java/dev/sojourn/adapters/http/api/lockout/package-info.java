/** Logins and lockouts. */
@NullMarked
package dev.sojourn.adapters.http.api.lockout;

import org.jspecify.annotations.NullMarked;
