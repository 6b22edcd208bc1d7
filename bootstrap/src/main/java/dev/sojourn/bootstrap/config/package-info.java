/** The configuration as the rest of the program needs it, read from the settings. */
@NullMarked
package dev.sojourn.bootstrap.config;

import org.jspecify.annotations.NullMarked;
