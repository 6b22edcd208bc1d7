/** What all pages share: templates, forms, files. */
@NullMarked
package dev.sojourn.adapters.http.html;

import org.jspecify.annotations.NullMarked;
