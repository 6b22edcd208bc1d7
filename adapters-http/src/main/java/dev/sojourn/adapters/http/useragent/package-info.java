/** What a User-Agent header tells of a device. */
@NullMarked
package dev.sojourn.adapters.http.useragent;

import org.jspecify.annotations.NullMarked;
