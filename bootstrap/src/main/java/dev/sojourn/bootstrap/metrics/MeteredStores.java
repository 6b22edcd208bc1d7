package dev.sojourn.bootstrap.metrics;

import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.ProofStore;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.application.port.Stores;
import dev.sojourn.application.port.TokenKeyStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Stores whose calls are measured. Every method of a port that answers with a stage is an operation
 * of its own; the others answer from memory, and are passed on.
 */
public final class MeteredStores {
  /** Operations that are not called as their methods are: dashboards know them by these names. */
  private static final Map<String, String> NAMES =
      Map.of(
          "session_ping", "ping",
          "session_count_unended", "session_count",
          "audit_goes_on_from", "audit_between",
          "delivery_statuses", "delivery_standings");

  private MeteredStores() {}

  public static Stores of(Stores stores, StoreMeter meter) {
    meter.watchAway(stores.sessions()::awayFor);
    return new Stores(
        metered(SessionStore.class, "session", stores.sessions(), meter),
        metered(AuthorizationStore.class, "authorization", stores.authorizations(), meter),
        metered(LockoutStore.class, "lockout", stores.lockouts(), meter),
        metered(SigningKeyStore.class, "signing_key", stores.signingKeys(), meter),
        metered(ProofStore.class, "proof", stores.proofs(), meter),
        metered(CutOffStore.class, "cut_off", stores.cutOffs(), meter),
        metered(IdempotencyStore.class, "idempotency", stores.idempotency(), meter),
        metered(AuditStore.class, "audit", stores.audit(), meter),
        metered(DeliveryStore.class, "delivery", stores.deliveries(), meter),
        metered(TokenKeyStore.class, "token_key", stores.tokenKeys(), meter),
        stores::close);
  }

  private static <P> P metered(Class<P> port, String prefix, P store, StoreMeter meter) {
    var operations = new HashMap<Method, StoreMeter.Operation>();
    for (var method : port.getMethods()) {
      if (method.getReturnType() == CompletionStage.class) {
        operations.put(method, meter.operation(name(prefix, method)));
      }
    }
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              var operation = operations.get(method);
              try {
                return operation == null
                    ? method.invoke(store, arguments)
                    : operation.timed(() -> (CompletionStage<?>) method.invoke(store, arguments));
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            }));
  }

  private static String name(String prefix, Method method) {
    var words = method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    var name = prefix + "_" + words;
    return NAMES.getOrDefault(name, name);
  }
}
