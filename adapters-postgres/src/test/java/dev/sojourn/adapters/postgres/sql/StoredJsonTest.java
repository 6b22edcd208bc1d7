package dev.sojourn.adapters.postgres.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.sample.CollidingNames;
import dev.sojourn.domain.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredJsonTest {
  @Test
  void whatWasWrittenIsRead() {
    var written =
        new Json.Object(
            Map.of(
                "text", new Json.Text("é\n\uD83D\uDE00"),
                "whole", new Json.Whole(Long.MIN_VALUE),
                "real", new Json.Real(1.5e300),
                "bool", new Json.Bool(false),
                "list", new Json.Array(List.of(new Json.Null(), new Json.Object(Map.of())))));
    assertEquals(written, StoredJson.read(written.compact()));
  }

  @Test
  void aWholeNumberBeyond64BitsIsReal() {
    assertEquals(new Json.Real(1e20), StoredJson.read("100000000000000000000"));
  }

  /** A table of names that all texts shared refused what came after a few of these. */
  @Test
  void namesThatCollideAreNamesLikeOthers() {
    for (var part = 0; part < 8; part++) {
      var written = new Json.Object(CollidingNames.members(part, 140));
      assertEquals(written, StoredJson.read(written.compact()));
    }
  }
}
