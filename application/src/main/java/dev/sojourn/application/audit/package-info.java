/** Reading the audit trail. */
@NullMarked
package dev.sojourn.application.audit;

import org.jspecify.annotations.NullMarked;
