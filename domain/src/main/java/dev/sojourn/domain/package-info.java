/** What every part of the domain speaks of: text that is parsed, and JSON as a value. */
@NullMarked
package dev.sojourn.domain;

import org.jspecify.annotations.NullMarked;
