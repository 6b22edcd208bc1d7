/** What every store promises, as tests that each store runs. */
@NullMarked
package dev.sojourn.application.contract;

import org.jspecify.annotations.NullMarked;
