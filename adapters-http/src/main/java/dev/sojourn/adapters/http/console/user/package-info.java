/** Users at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.user;

import org.jspecify.annotations.NullMarked;
