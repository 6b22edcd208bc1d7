/** The audit trail. */
@NullMarked
package dev.sojourn.adapters.postgres.audit;

import org.jspecify.annotations.NullMarked;
