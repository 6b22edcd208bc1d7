package dev.sojourn.bootstrap.metrics;

import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.CutOff;
import dev.sojourn.application.port.SessionEvent.Ended;
import dev.sojourn.application.port.SessionEvent.Exchanged;
import dev.sojourn.application.port.SessionEvent.LockedOut;
import dev.sojourn.application.port.SessionEvent.LoginAttempted;
import dev.sojourn.application.port.SessionEvent.Opened;
import dev.sojourn.application.port.SessionEvent.Refreshed;
import dev.sojourn.application.port.SessionEvent.Swept;
import dev.sojourn.application.port.SessionEvent.Verified;
import dev.sojourn.application.port.SessionEvent.VerifiedInOutage;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.EndReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens. Every counter is there from the start: one that appears with its first event
 * would hide that event from {@code rate()}.
 */
public final class MeteredSessionEvents implements SessionEventListener {
  private final Map<PolicyName, Counter> opened;
  private final Map<PolicyName, Counter> verifiedInOutage;
  private final Map<EndReason, Counter> ended;
  private final Map<Refreshed.Outcome, Counter> refreshed;
  private final Map<Verified.Outcome, Counter> verified;
  private final Map<Exchanged.Outcome, Counter> exchanged;
  private final Map<Factor, Map<LoginAttempted.Outcome, Counter>> loginAttempts;
  private final Map<Factor, Counter> lockouts;
  private final Map<String, Counter> cutOffs;
  private final Map<Swept.Action, Counter> sweptRows;

  public MeteredSessionEvents(MeterRegistry registry, Policies policies) {
    opened =
        byPolicy(registry, policies, "sojourn_sessions_opened_total", "Sessions that were opened.");
    verifiedInOutage =
        byPolicy(
            registry,
            policies,
            "sojourn_verifications_in_outage_total",
            "Access tokens that were accepted while the store was away.");
    ended =
        each(
            EndReason.class,
            reason ->
                counter(
                    registry,
                    "sojourn_sessions_ended_total",
                    "Sessions whose end was recorded by this node.",
                    "reason",
                    reason.word()));
    refreshed =
        outcomes(
            registry,
            Refreshed.Outcome.class,
            "sojourn_refreshes_total",
            "Refresh tokens that were presented.");
    verified =
        outcomes(
            registry,
            Verified.Outcome.class,
            "sojourn_verifications_total",
            "Access tokens that were presented.");
    exchanged =
        outcomes(
            registry,
            Exchanged.Outcome.class,
            "sojourn_exchanges_total",
            "Exchange codes that were presented.");
    loginAttempts =
        each(
            Factor.class,
            factor ->
                outcomes(
                    registry,
                    LoginAttempted.Outcome.class,
                    "sojourn_login_attempts_total",
                    "Logins that were reported.",
                    "factor",
                    factor.word()));
    lockouts =
        each(
            Factor.class,
            factor ->
                counter(
                    registry,
                    "sojourn_lockouts_total",
                    "Failures that locked a subject.",
                    "factor",
                    factor.word()));
    cutOffs =
        Stream.of("everybody", "policy", "client", "user")
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(),
                    scope ->
                        counter(
                            registry,
                            "sojourn_cut_offs_total",
                            "Times that many sessions were ended by one word.",
                            "scope",
                            scope)));
    sweptRows =
        each(
            Swept.Action.class,
            action ->
                counter(
                    registry,
                    "sojourn_sweep_rows_total",
                    "Rows that the sweeper of this node did something to.",
                    "action",
                    word(action)));
  }

  private static Map<PolicyName, Counter> byPolicy(
      MeterRegistry registry, Policies policies, String name, String description) {
    return policies.all().stream()
        .map(SessionPolicy::name)
        .collect(
            Collectors.toUnmodifiableMap(
                Function.identity(),
                policy -> counter(registry, name, description, "policy", policy.value())));
  }

  private static <E extends Enum<E>> Map<E, Counter> outcomes(
      MeterRegistry registry, Class<E> outcomes, String name, String help, String... labels) {
    return each(
        outcomes,
        outcome -> {
          var all = Arrays.copyOf(labels, labels.length + 2);
          all[labels.length] = "outcome";
          all[labels.length + 1] = word(outcome);
          return counter(registry, name, help, all);
        });
  }

  private static <E extends Enum<E>, V> Map<E, V> each(Class<E> type, Function<E, V> value) {
    var map = new EnumMap<E, V>(type);
    for (var constant : type.getEnumConstants()) {
      map.put(constant, value.apply(constant));
    }
    return map;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Counter counter(
      MeterRegistry registry, String name, String help, String... labels) {
    return Counter.builder(name).description(help).tags(labels).register(registry);
  }

  @Override
  public void on(SessionEvent event) {
    var counter = counter(event);
    if (counter != null) {
      counter.increment(event instanceof Swept(_, var rows) ? rows : 1);
    }
  }

  /** None for a policy that this node does not have. */
  private @Nullable Counter counter(SessionEvent event) {
    return switch (event) {
      case Opened(var policy) -> opened.get(policy);
      case Ended(_, var reason) -> ended.get(reason);
      case Refreshed(var outcome) -> refreshed.get(outcome);
      case Verified(var outcome) -> verified.get(outcome);
      case VerifiedInOutage(var policy) -> verifiedInOutage.get(policy);
      case Exchanged(_, var outcome) -> exchanged.get(outcome);
      case LoginAttempted(var factor, var outcome) ->
          loginAttempts.getOrDefault(factor, Map.of()).get(outcome);
      case LockedOut(var factor) -> lockouts.get(factor);
      case CutOff(var scope) -> cutOffs.get(scope.word());
      case Swept(var action, _) -> sweptRows.get(action);
    };
  }
}
