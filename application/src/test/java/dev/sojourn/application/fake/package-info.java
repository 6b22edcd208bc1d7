/** What tests put behind the ports: simple, exact, and in the test's hands. */
@NullMarked
package dev.sojourn.application.fake;

import org.jspecify.annotations.NullMarked;
