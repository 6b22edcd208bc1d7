/** A person's own page at /account: their devices, and signing out of them. */
@NullMarked
package dev.sojourn.adapters.http.account;

import org.jspecify.annotations.NullMarked;
