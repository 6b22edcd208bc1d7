/** One login of one user on one device, from its opening to its end, and the rules of its life. */
@NullMarked
package dev.sojourn.domain.session;

import org.jspecify.annotations.NullMarked;
