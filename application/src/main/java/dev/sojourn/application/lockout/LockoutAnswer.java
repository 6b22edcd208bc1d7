package dev.sojourn.application.lockout;

import dev.sojourn.domain.lockout.Standing;
import java.time.Duration;

/**
 * Where a subject stands.
 *
 * @param retryAfter how long to wait; zero when not locked
 */
public record LockoutAnswer(Standing standing, Duration retryAfter) {}
