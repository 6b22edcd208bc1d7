package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The contract says what the server does, no more and no less. */
class DocsApiTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);

  @Test
  void theContractNamesEveryRouteAndNoOther() {
    assertEquals(
        sojourn.routes(), new OpenApi(sojourn.api().get("/openapi.yaml").body()).operations());
  }

  @Test
  void thePageLoadsNothingFromAnotherHost() {
    var page = sojourn.api().get("/docs/").expect(200);
    assertTrue(page.header("Content-Type").startsWith("text/html"));
    assertTrue(
        page.header("Content-Security-Policy").contains("default-src 'self'")
            || page.header("Content-Security-Policy").contains("default-src 'none'"));
    var links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
    var found = 0;
    while (links.find()) {
      var link = links.group(1);
      assertFalse(link.contains("//"), link);
      sojourn.api().get(sojourn.address().resolve("/docs/").resolve(link).getPath()).expect(200);
      found++;
    }
    assertTrue(found >= 3, page.body());
  }
}
