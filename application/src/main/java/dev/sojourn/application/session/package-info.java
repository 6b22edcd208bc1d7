/** Use cases on sessions: open, find, search, change, end, sweep. */
@NullMarked
package dev.sojourn.application.session;

import org.jspecify.annotations.NullMarked;
