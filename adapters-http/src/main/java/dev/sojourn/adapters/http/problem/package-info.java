/** How the API says that something is wrong (RFC 9457). */
@NullMarked
package dev.sojourn.adapters.http.problem;

import org.jspecify.annotations.NullMarked;
