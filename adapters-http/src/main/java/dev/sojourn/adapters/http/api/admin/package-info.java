/** What operators ask: health, metrics, log levels, signing keys, policies; the documentation. */
@NullMarked
package dev.sojourn.adapters.http.api.admin;

import org.jspecify.annotations.NullMarked;
