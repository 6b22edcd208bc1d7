/** What pages of ours have in common: templates, files, forms. */
@NullMarked
package dev.sojourn.adapters.http.pages;

import org.jspecify.annotations.NullMarked;
