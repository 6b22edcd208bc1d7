package dev.sojourn.adapters.http.html;

import dev.sojourn.adapters.http.auth.CrossSite;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.domain.HttpUri;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.CsrfToken;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Whether a form comes from a page of ours (OWASP CSRF prevention). */
public final class CsrfGuard {
  /** The field that has the mark of the session. */
  private static final String MARK = "csrf";

  private final Supplier<KeyRing> keys;
  private final Issuer issuer;
  private final CrossSite crossSite;

  public CsrfGuard(Supplier<KeyRing> keys, Issuer issuer) {
    this.keys = keys;
    this.issuer = issuer;
    // Pages elsewhere that may use the API have no business here.
    crossSite = new CrossSite(Set.of(), keys);
  }

  /** What forms of a session show where the browser does not say where they come from. */
  public String mark(SessionId session) {
    return CsrfToken.of(session, keys.get());
  }

  /**
   * The browser says where a form comes from; where it does not, the form has our mark.
   *
   * @throws Problem if it comes from elsewhere
   */
  public void refuseOthers(HttpServerRequest request, Form form, SessionId session) {
    var isOurs =
        request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null
            ? crossSite.allows(request, ownOrigin(request), Optional.empty())
            : CsrfToken.isOf(session, form.text(MARK), keys.get());
    if (!isOurs) {
      throw ofAnotherSite();
    }
  }

  /**
   * The same for a form without a session.
   *
   * @throws Problem if the browser says that it comes from elsewhere
   */
  public void refuseOthers(HttpServerRequest request) {
    if (crossSite.objects(request, ownOrigin(request))) {
      throw ofAnotherSite();
    }
  }

  private static Problem ofAnotherSite() {
    return Problem.of(ProblemType.CROSS_SITE, "only a page of Sojourn itself may send this");
  }

  /**
   * The name by which the browser calls us, since people may use another than the issuer's:
   * localhost, or that of one node. A proxy that does not pass it on leaves the issuer's.
   */
  private String ownOrigin(HttpServerRequest request) {
    var origin = HttpUri.parse(String.valueOf(request.getHeader("Origin")));
    var host = request.getHeader("Host");
    var schemes = request.isSSL() ? List.of("https") : List.of("https", "http");
    return schemes.stream()
        .flatMap(scheme -> HttpUri.parse(scheme + "://" + host).stream())
        .filter(own -> origin.isPresent() && own.hasOriginOf(origin.get()))
        .findFirst()
        .map(HttpUri::origin)
        .orElseGet(() -> CrossSite.origin(issuer.name()));
  }
}
