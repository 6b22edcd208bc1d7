/** Sessions at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.session;

import org.jspecify.annotations.NullMarked;
