package dev.sojourn.adapters.http.server.connection;

import dev.sojourn.domain.session.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the heap of all requests that are being read or answered, over all connections and event
 * loops. What a request costs is an estimate in bytes: its text, and a fixed cost for each field.
 *
 * <p>When the budget is spent, the oldest unfinished request is evicted, not the newest: the oldest
 * has had the most time to arrive. Unfinished requests of one network have a share of the budget;
 * beyond it, the oldest of that network is evicted. A request that has arrived is never evicted; if
 * such requests alone spend the budget, the next one is refused.
 *
 * <p>Safe for any thread. Requests that arrive in one piece take no lock.
 */
final class RequestMemory {
  private final long most;
  private final long mostOfNetwork;
  private final AtomicLong taken = new AtomicLong();

  // Guarded by this; the oldest first.
  private final LinkedHashSet<Claim> unfinished = new LinkedHashSet<>();
  private final Map<IpAddress, Long> byNetwork = new HashMap<>();

  /**
   * @param most bytes for all requests together
   * @param mostOfNetwork bytes for the unfinished requests of one network
   */
  RequestMemory(long most, long mostOfNetwork) {
    this.most = most;
    this.mostOfNetwork = mostOfNetwork;
  }

  /** A quarter of the heap, and a quarter of that for one network. */
  static RequestMemory ofThisProcess() {
    var most = Runtime.getRuntime().maxMemory() / 4;
    return new RequestMemory(most, most / 4);
  }

  /** The memory of one request, or of the part of it that has arrived. */
  final class Claim {
    private final Optional<IpAddress> network;
    private final Runnable evict;
    private long bytes;
    private boolean released;

    private Claim(Optional<IpAddress> network, Runnable evict) {
      this.network = network;
      this.evict = evict;
    }

    /** Sets how much it holds now; may evict this claim or others. */
    void holds(long now) {
      List<Claim> victims;
      synchronized (RequestMemory.this) {
        if (released) {
          return;
        }
        add(this, now - bytes);
        victims = victims(this);
      }
      victims.forEach(victim -> victim.evict.run());
    }

    /** The request has arrived: from now on it is not evicted. */
    void arrived() {
      synchronized (RequestMemory.this) {
        if (!released && unfinished.remove(this)) {
          addToNetwork(this, -bytes);
        }
      }
    }

    /** Gives the memory back; doing it again does nothing. */
    void release() {
      synchronized (RequestMemory.this) {
        drop(this);
      }
    }
  }

  /**
   * Begins an unfinished request.
   *
   * @param network its share is charged; empty for a trusted proxy
   * @param evict closes it; runs on any thread
   */
  Claim begin(Optional<IpAddress> network, Runnable evict) {
    var claim = new Claim(network, evict);
    synchronized (this) {
      unfinished.add(claim);
    }
    return claim;
  }

  /**
   * Takes memory for a request that has arrived.
   *
   * @return whether there was room; then it must be given back
   */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    List<Claim> victims;
    synchronized (this) {
      victims = oldestUntilWithin(most);
    }
    victims.forEach(victim -> victim.evict.run());
    if (taken.get() <= most) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  /** Gives back what {@link #take} took. */
  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** How many bytes are taken now. */
  long taken() {
    return taken.get();
  }

  /** How many requests are unfinished now. */
  synchronized int unfinished() {
    return unfinished.size();
  }

  private void add(Claim claim, long bytes) {
    claim.bytes += bytes;
    taken.addAndGet(bytes);
    if (unfinished.contains(claim)) {
      addToNetwork(claim, bytes);
    }
  }

  private void addToNetwork(Claim claim, long bytes) {
    claim.network.ifPresent(
        network -> {
          var sum = byNetwork.getOrDefault(network, 0L) + bytes;
          if (sum == 0) {
            byNetwork.remove(network);
          } else {
            byNetwork.put(network, sum);
          }
        });
  }

  private void drop(Claim claim) {
    if (!claim.released) {
      claim.released = true;
      taken.addAndGet(-claim.bytes);
      if (unfinished.remove(claim)) {
        addToNetwork(claim, -claim.bytes);
      }
    }
  }

  private List<Claim> victims(Claim grown) {
    var victims = new ArrayList<Claim>();
    grown.network.ifPresent(
        network -> {
          while (byNetwork.getOrDefault(network, 0L) > mostOfNetwork) {
            var oldest =
                unfinished.stream()
                    .filter(claim -> claim.bytes > 0 && claim.network.equals(grown.network))
                    .findFirst();
            if (oldest.isEmpty()) {
              break;
            }
            drop(oldest.get());
            victims.add(oldest.get());
          }
        });
    victims.addAll(oldestUntilWithin(most));
    return victims;
  }

  private List<Claim> oldestUntilWithin(long bound) {
    var victims = new ArrayList<Claim>();
    while (taken.get() > bound) {
      var oldest = unfinished.stream().filter(claim -> claim.bytes > 0).findFirst();
      if (oldest.isEmpty()) {
        break;
      }
      drop(oldest.get());
      victims.add(oldest.get());
    }
    return victims;
  }
}
