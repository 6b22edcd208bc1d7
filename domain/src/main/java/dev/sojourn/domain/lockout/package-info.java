/** Who may try to log in, and who has to wait after too many failures. */
@NullMarked
package dev.sojourn.domain.lockout;

import org.jspecify.annotations.NullMarked;
