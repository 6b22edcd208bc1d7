/**
 * Use cases on tokens: refresh, exchange, verify, introspect, revoke; and the mint that makes them.
 */
@NullMarked
package dev.sojourn.application.token;

import org.jspecify.annotations.NullMarked;
