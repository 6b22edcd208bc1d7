package dev.sojourn.application.lockout;

import dev.sojourn.domain.lockout.LockoutStatus;
import java.time.Duration;

/**
 * Where a subject stands.
 *
 * @param retryAfter how long to wait; zero when not locked
 */
public record LockoutAnswer(LockoutStatus status, Duration retryAfter) {}
