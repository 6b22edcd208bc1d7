/** Logins that have begun, repeatable requests, used proofs. */
@NullMarked
package dev.sojourn.adapters.postgres.login;

import org.jspecify.annotations.NullMarked;
