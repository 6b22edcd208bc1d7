package dev.sojourn.bootstrap.keys;

import dev.sojourn.bootstrap.keys.LiveKeys.Content;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The server keys as they are. A new one is accepted as soon as it is there, and makes tokens only
 * when {@link SigningKeys#LEAD} has passed: nodes get it one after the other, and one that has it
 * must not hand out tokens that another does not know yet.
 */
public final class LiveKeyRing implements Supplier<KeyRing> {
  private final LiveKeys<SortedMap<KeyId, ServerKey>> keys;
  private final InstantSource clock;
  private volatile Rings rings;

  public LiveKeyRing(LiveKeys<SortedMap<KeyId, ServerKey>> keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
    this.rings = new Rings(keys.content());
  }

  private record Rings(
      Content<SortedMap<KeyId, ServerKey>> content,
      KeyRing settled,
      Instant settledAt,
      KeyRing fresh) {
    Rings(Content<SortedMap<KeyId, ServerKey>> content) {
      var ring = KeyRing.of(content.keys());
      this(content, ring, content.changedAt().plus(SigningKeys.LEAD), ring.beforeNewest());
    }
  }

  @Override
  public KeyRing get() {
    var content = keys.content();
    var known = rings;
    if (known.content() != content) {
      known = new Rings(content);
      rings = known;
    }
    return clock.instant().isBefore(known.settledAt()) ? known.fresh() : known.settled();
  }
}
