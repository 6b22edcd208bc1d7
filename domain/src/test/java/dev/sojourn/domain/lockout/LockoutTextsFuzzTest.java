package dev.sojourn.domain.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

class LockoutTextsFuzzTest {
  @FuzzTest
  void everySpellingOfASubjectIsOneSubject(@NotNull String text) {
    if (Subject.parse(text) instanceof Parsed.Valid<Subject>(var subject)) {
      var same = new Parsed.Valid<>(subject);
      assertEquals(same, Subject.parse(subject.value()));
      assertEquals(same, Subject.parse(" " + text + "\u3000"));
      assertEquals(same, Subject.parse(text.toLowerCase(Locale.ROOT)));
      assertEquals(same, Subject.parse(text.toUpperCase(Locale.ROOT)));
      assertTrue(subject.value().codePointCount(0, subject.value().length()) <= 255);
    }
  }

  @FuzzTest
  void stepsReadAsTheyAreWritten(@NotNull String text) {
    if (LockoutSteps.parse(text) instanceof Parsed.Valid<LockoutSteps>(var steps)) {
      var written =
          steps.byFailures().entrySet().stream()
              .map(step -> step.getKey() + "=" + step.getValue())
              .collect(Collectors.joining(","));
      assertEquals(new Parsed.Valid<>(steps), LockoutSteps.parse(written));
      steps.byFailures().values().forEach(time -> assertTrue(time.compareTo(Duration.ZERO) > 0));
    }
  }
}
