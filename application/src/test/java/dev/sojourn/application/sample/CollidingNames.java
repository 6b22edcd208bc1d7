package dev.sojourn.application.sample;

import dev.sojourn.domain.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Names that anybody can choose to have one hash, wherever characters are multiplied by 33. */
public final class CollidingNames {
  private CollidingNames() {}

  /** Members with such names, others in each part: "Ab" and "BA" have one hash. */
  public static Map<String, Json> members(int part, int count) {
    var names = new LinkedHashMap<String, Json>();
    for (var i = 0; i < count; i++) {
      var bits = part * count + i;
      names.put(
          IntStream.range(0, 11)
              .mapToObj(bit -> (bits >> bit & 1) == 0 ? "Ab" : "BA")
              .collect(Collectors.joining()),
          new Json.Whole(1));
    }
    return names;
  }
}
