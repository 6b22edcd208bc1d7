package dev.sojourn.adapters.http.console.signin;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.console.ConsoleCookies;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.RateLimit;
import dev.sojourn.adapters.http.request.RateLimiter;
import dev.sojourn.adapters.http.server.RequestTarget;
import dev.sojourn.application.session.EndSession;
import dev.sojourn.application.session.OpenConsoleSession;
import dev.sojourn.application.session.OpenOutcome;
import dev.sojourn.application.session.Opened;
import dev.sojourn.application.session.Opener;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.SessionReach;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Signing in with an API key, and out. */
public final class SignInPages {
  /**
   * How often a key may be wrong, for each address on each node. A key cannot be guessed; this
   * keeps an attacker from filling the log. A right key is taken whatever came before.
   */
  private static final RateLimit WRONG_KEYS = new RateLimit(10, Duration.ofMinutes(1));

  private static final Pattern OURS =
      Pattern.compile("/console(?:/[A-Za-z0-9%._~/-]*)?(?:\\?[A-Za-z0-9/?&=%._~-]*)?");

  /**
   * Backslashes and what needs no encoding, encoded; and a percent sign alone. An encoded slash is
   * one of a user's id; dot segments beside it are refused with the others.
   */
  private static final Pattern NOT_OURS =
      Pattern.compile(
          "(?i)%(?:5c|2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae]|[01][0-9a-f]|7f"
              + "|(?![0-9a-f]{2}))");

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final ApiKeys apiKeys;
  private final OpenConsoleSession openConsoleSession;
  private final EndSession endSession;
  private final RateLimiter wrongKeys = new RateLimiter(Optional.of(WRONG_KEYS), System::nanoTime);

  public SignInPages(
      OperatorGuard guard,
      PageRenderer renderer,
      ApiKeys apiKeys,
      OpenConsoleSession openConsoleSession,
      EndSession endSession) {
    this.guard = guard;
    this.renderer = renderer;
    this.apiKeys = apiKeys;
    this.openConsoleSession = openConsoleSession;
    this.endSession = endSession;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/sign-in", this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, "/console/sign-in", this::signIn),
        Endpoint.open(HttpMethod.POST, "/console/sign-out", this::signOut));
  }

  private void show(Call call) {
    var query = Form.ofQuery(call);
    show(call, 200, why(query.text("why")), query.text("next"));
  }

  private void show(Call call, int status, String fault, String next) {
    renderer.show(
        call,
        status,
        renderer.outside(),
        "console/signIn.jte",
        Map.of("fault", fault, "next", next));
  }

  private static String why(String word) {
    return switch (word) {
      case "idle" -> "You were signed out, because nothing had happened for a while.";
      case "too_long" -> "You were signed out, because you had signed in long ago.";
      case "ended" -> "Your session was ended.";
      case "withdrawn" -> "You were signed out: the API key is not valid any more.";
      case "several_sessions" ->
          "Your browser has the cookies of two sessions. Sign in again, and tell your security"
              + " team.";
      default -> "";
    };
  }

  private void signIn(Call call) {
    guard.refuseOthers(call);
    var form = Form.ofBody(call);
    var next = form.text("next");
    var key = apiKeys.find(form.text("key"));
    if (key.isEmpty()) {
      refuse(call, next);
      return;
    }
    if (key.get().isLimitedToOwn()) {
      show(
          call,
          403,
          "This key is limited to the sessions of its own client, and the console shows all.",
          next);
      return;
    }
    open(call, key.get(), next);
  }

  /** Only wrong keys count, so that nobody locks out an operator of the same address. */
  private void refuse(Call call, String next) {
    var from = call.callerAddress().map(IpAddress::network).map(IpAddress::value).orElse("");
    var wait = wrongKeys.tooMany(from);
    if (wait.isEmpty()) {
      show(call, 403, "This is not a key that Sojourn knows.", next);
      return;
    }
    call.header("Retry-After", String.valueOf(wait.get().toSeconds() + 1));
    show(call, 429, "Too many wrong keys came from your address. Try again in a minute.", next);
  }

  private void open(Call call, ApiKey key, String next) {
    var opener =
        new Opener(new Origin(key.name(), call.callerAddress(), Device.UNSAID), call.userAgent());
    call.answer(
        openConsoleSession.open(opener, key.fingerprint()),
        outcome -> {
          switch (outcome) {
            case OpenOutcome.Done(Opened.WithTokens(_, _, var tokens)) -> {
              ConsoleCookies.set(call, tokens);
              PageRenderer.seeOther(call, isOurs(next) ? next : "/console");
            }
            case OpenOutcome.LimitReached(var limit) ->
                show(
                    call,
                    403,
                    "This key is signed in %d times already, and may not be more often."
                        .formatted(limit),
                    next);
            case OpenOutcome.CutOff _ ->
                show(call, 403, "The user console:" + key.name() + " is disabled.", next);
            case OpenOutcome.Done(Opened.WithExchange _),
                OpenOutcome.Unacceptable _,
                OpenOutcome.AuthorizationUnknown _,
                OpenOutcome.AlreadyOpen _,
                OpenOutcome.KeyOfAnotherRequest _,
                OpenOutcome.EndedMeanwhile _ ->
                throw new IllegalStateException("the console asks for nothing of the kind");
          }
        });
  }

  /**
   * Whether this is the path and query of a page of the console, as its links spell it. Otherwise a
   * link that begins with our name could lead elsewhere: browsers resolve dot segments, encoded
   * ones too, and take a backslash for a slash (WHATWG URL, section 4.4).
   */
  static boolean isOurs(String next) {
    return OURS.matcher(next).matches()
        && RequestTarget.parse("GET", next) instanceof RequestTarget.Resource page
        && !page.hasDotSegments()
        && !page.path().contains("//")
        && !NOT_OURS.matcher(page.path()).find();
  }

  private void signOut(Call call) {
    guard.act(
        call,
        (operator, _) ->
            call.answer(
                endSession.end(
                    operator.session(), EndReason.LOGOUT, SessionReach.ALL, operator.by(call)),
                _ -> {
                  ConsoleCookies.clear(call);
                  PageRenderer.seeOther(call, "/console/sign-in");
                }));
  }
}
