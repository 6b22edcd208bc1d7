/** Use cases and stores, held to what they promise. */
@NullMarked
package dev.sojourn.application;

import org.jspecify.annotations.NullMarked;
