package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final KeyRing OLD = ring(1);
  private static final KeyRing NEW = ring(1, 2);
  private static final Set<String> OF_PAGE = Set.of("cursor", "limit");
  private static final Cursor CURSOR =
      new Cursor(
          Map.of("user_id", "a=b", "policy", "web"), "17 01890000-0000-7000-8000-000000000001");

  @Test
  void itComesBackAsItWas() {
    assertEquals(new Parsed.Valid<>(CURSOR), Cursor.parse(CURSOR.text(OLD), OLD));
  }

  @Test
  void itOutlivesAChangeOfTheKeys() {
    assertEquals(new Parsed.Valid<>(CURSOR), Cursor.parse(CURSOR.text(OLD), NEW));
    assertEquals(invalid(), Cursor.parse(CURSOR.text(NEW), OLD));
  }

  @Test
  void oneThatWasChangedAnywhereIsRefused() {
    var bytes = Base64.getUrlDecoder().decode(CURSOR.text(OLD));
    for (var i = 0; i < bytes.length; i++) {
      var changed = Arrays.copyOf(bytes, bytes.length);
      changed[i] ^= 1;
      assertEquals(invalid(), Cursor.parse(text(changed), OLD), "byte " + i);
      assertEquals(invalid(), Cursor.parse(text(Arrays.copyOf(bytes, i)), OLD), "length " + i);
    }
  }

  @Test
  void anotherSpellingOfItIsRefused() {
    var text = CURSOR.text(OLD);
    var last = text.length() - 1;
    assertEquals(invalid(), Cursor.parse(text + "=".repeat((4 - text.length() % 4) % 4 + 1), OLD));
    assertEquals(
        invalid(), Cursor.parse(text.substring(0, last) + (char) (text.charAt(last) + 1), OLD));
  }

  @Property
  void anyOtherTextIsRefused(@ForAll String text) {
    assertEquals(invalid(), Cursor.parse(text, OLD));
  }

  @Test
  void itCarriesTheFilterToTheNextPage() {
    var query = query("limit=2&cursor=" + CURSOR.text(OLD));
    var resumed = Cursor.resume(query, OLD, OF_PAGE);
    assertEquals(Optional.of("a=b"), resumed.optional("user_id", Fields.Readers::any));
    assertEquals(2, resumed.limit(500));
    assertEquals(Optional.of(CURSOR.position()), Cursor.position(resumed, OLD));
    assertEquals(CURSOR.filter(), Cursor.filter(resumed, OF_PAGE));
    resumed.done();
  }

  @Test
  void theSameFilterMayBeRepeatedBesideIt() {
    Cursor.resume(query("policy=web&user_id=a%3Db&cursor=" + CURSOR.text(OLD)), OLD, OF_PAGE)
        .done();
  }

  @Test
  void anotherFilterBesideItIsRefused() {
    var resumed = Cursor.resume(query("policy=app&cursor=" + CURSOR.text(OLD)), OLD, OF_PAGE);
    assertEquals(
        List.of(Fault.ofParameter("cursor", "belongs to another filter")),
        assertThrows(Problem.class, resumed::done).faults());
  }

  private static Query query(String raw) {
    return Query.read(raw, Set.of("user_id", "policy", "limit", "cursor"));
  }

  private static Parsed<Cursor> invalid() {
    return new Parsed.Invalid<>("is not a cursor of this list");
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static KeyRing ring(int... ids) {
    var keys = new HashMap<KeyId, ServerKey>();
    for (var id : ids) {
      var bytes = new byte[32];
      bytes[0] = (byte) id;
      keys.put(new KeyId(id), new ServerKey(bytes));
    }
    return KeyRing.of(keys);
  }
}
