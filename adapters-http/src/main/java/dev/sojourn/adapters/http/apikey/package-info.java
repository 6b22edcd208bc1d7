/** Who may call what: API keys and their scopes. */
@NullMarked
package dev.sojourn.adapters.http.apikey;

import org.jspecify.annotations.NullMarked;
