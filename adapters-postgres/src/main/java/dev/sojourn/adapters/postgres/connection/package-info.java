/** Connections to Postgres: where the primary is, the schema, time limits. */
@NullMarked
package dev.sojourn.adapters.postgres.connection;

import org.jspecify.annotations.NullMarked;
