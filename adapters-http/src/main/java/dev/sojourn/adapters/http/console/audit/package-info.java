/** The audit trail at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.audit;

import org.jspecify.annotations.NullMarked;
