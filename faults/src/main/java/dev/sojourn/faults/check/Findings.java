package dev.sojourn.faults.check;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a history shows.
 *
 * @param lags how long each node went on taking tokens after each end, in nanoseconds, sorted
 * @param sessions how many sessions and lockouts were looked at
 * @param begunAnew logins whose exchange was lost, so that the person had to begin another one
 */
public record Findings(List<Broken> broken, List<Long> lags, int sessions, int begunAnew) {

  /** The promises that are broken. */
  public Set<Promise> promises() {
    return broken.stream().map(Broken::promise).collect(Collectors.toSet());
  }

  /** A lag in milliseconds that this share of all is not above; 0 if there are none. */
  public double lagMillis(double share) {
    return percentile(lags, share) / 1e6;
  }

  static long percentile(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1L, (long) Math.ceil(share * sorted.size())));
  }
}
