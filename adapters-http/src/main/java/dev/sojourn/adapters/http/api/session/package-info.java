/** Sessions and users. */
@NullMarked
package dev.sojourn.adapters.http.api.session;

import org.jspecify.annotations.NullMarked;
