/** Who did what, to which session, when, from where and why. */
@NullMarked
package dev.sojourn.domain.audit;

import org.jspecify.annotations.NullMarked;
