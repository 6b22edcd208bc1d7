/** The audit trail. */
@NullMarked
package dev.sojourn.adapters.http.api.audit;

import org.jspecify.annotations.NullMarked;
