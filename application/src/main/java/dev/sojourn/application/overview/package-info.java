/** What somebody sees who watches all of Sojourn at once. */
@NullMarked
package dev.sojourn.application.overview;

import org.jspecify.annotations.NullMarked;
