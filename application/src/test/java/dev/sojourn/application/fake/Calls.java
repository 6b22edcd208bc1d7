package dev.sojourn.application.fake;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Which methods of a port are called, in their order. */
public final class Calls {
  private final List<String> made = new ArrayList<>();

  /** The same, but that its calls are noted here. */
  public <P> P of(Class<P> port, P real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              made.add(method.getName());
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  /** What has been called since this was asked last. */
  public List<String> made() {
    var answer = List.copyOf(made);
    made.clear();
    return answer;
  }
}
