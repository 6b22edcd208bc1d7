package dev.sojourn.adapters.http.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** Answers with pages: a template, filled in and escaped for where it stands, and its headers. */
public final class Pages {
  /**
   * Nothing but our own files, and no script or style within the page. {@code same-origin} as the
   * referrer, or browsers would not say where a form comes from (Fetch, section 3.1).
   */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Type", "text/html; charset=utf-8",
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                  + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                  + "base-uri 'none'",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
          "Cache-Control", "no-store");

  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);

  /**
   * Ends the response.
   *
   * @param template below src/main/jte
   * @param parameters by the names that the template gives them
   */
  public void answer(
      HttpServerResponse response, int status, String template, Map<String, Object> parameters) {
    var html = new StringOutput();
    templates.render(template, parameters, html);
    HEADERS.forEach(response::putHeader);
    response.setStatusCode(status).end(html.toString());
  }
}
