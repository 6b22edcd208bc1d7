/** Keys in variables and files: API keys and token keys, read again when their files change. */
@NullMarked
package dev.sojourn.bootstrap.keys;

import org.jspecify.annotations.NullMarked;
