/** Keys at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.key;

import org.jspecify.annotations.NullMarked;
