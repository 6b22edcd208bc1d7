/** Use cases on lockouts: report a login, look where a subject stands, lift. */
@NullMarked
package dev.sojourn.application.lockout;

import org.jspecify.annotations.NullMarked;
