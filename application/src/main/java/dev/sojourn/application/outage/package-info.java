/** What is still answered while the store is away. */
@NullMarked
package dev.sojourn.application.outage;

import org.jspecify.annotations.NullMarked;
