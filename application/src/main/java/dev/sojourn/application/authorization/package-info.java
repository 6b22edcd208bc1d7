/** Use cases on logins that begin with PKCE. */
@NullMarked
package dev.sojourn.application.authorization;

import org.jspecify.annotations.NullMarked;
