/** Events: the audit trail, read onwards by those who follow it. */
@NullMarked
package dev.sojourn.application.event;

import org.jspecify.annotations.NullMarked;
