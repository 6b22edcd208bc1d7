/** Events as they happen. */
@NullMarked
package dev.sojourn.adapters.http.api.event;

import org.jspecify.annotations.NullMarked;
