/** Verification, also as proxies ask for it. */
@NullMarked
package dev.sojourn.adapters.http.api.verify;

import org.jspecify.annotations.NullMarked;
