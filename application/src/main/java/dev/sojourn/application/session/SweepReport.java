package dev.sojourn.application.session;

import dev.sojourn.domain.policy.PolicyName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of the sweeper leaves behind.
 *
 * @param unended how many sessions are left that have not ended, by the policy that they name
 * @param nextDue when a session has to be looked at next
 */
public record SweepReport(Map<PolicyName, Long> unended, Optional<Instant> nextDue) {}
