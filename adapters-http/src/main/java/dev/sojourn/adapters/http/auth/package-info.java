/** What a request proves: tokens, keys of clients, the page that it comes from. */
@NullMarked
package dev.sojourn.adapters.http.auth;

import org.jspecify.annotations.NullMarked;
