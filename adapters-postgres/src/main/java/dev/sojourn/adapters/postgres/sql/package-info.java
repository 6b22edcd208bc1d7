/** Statements, columns and values as SQL has them. */
@NullMarked
package dev.sojourn.adapters.postgres.sql;

import org.jspecify.annotations.NullMarked;
