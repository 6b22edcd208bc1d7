/** Use cases on policies. */
@NullMarked
package dev.sojourn.application.policy;

import org.jspecify.annotations.NullMarked;
