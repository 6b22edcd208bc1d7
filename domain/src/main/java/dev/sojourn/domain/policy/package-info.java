/** Named sets of rules that sessions are judged by. */
@NullMarked
package dev.sojourn.domain.policy;

import org.jspecify.annotations.NullMarked;
