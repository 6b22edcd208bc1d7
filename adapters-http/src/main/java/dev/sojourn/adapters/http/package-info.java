/** REST: mounts the whole API, and knows who calls from where. */
@NullMarked
package dev.sojourn.adapters.http;

import org.jspecify.annotations.NullMarked;
