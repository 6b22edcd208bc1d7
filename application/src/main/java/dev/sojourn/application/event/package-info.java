/** What happens, told to whoever wants to follow it: the audit trail, read onwards. */
@NullMarked
package dev.sojourn.application.event;

import org.jspecify.annotations.NullMarked;
