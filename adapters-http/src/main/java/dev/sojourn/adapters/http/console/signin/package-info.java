/** Sign-in at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.signin;

import org.jspecify.annotations.NullMarked;
