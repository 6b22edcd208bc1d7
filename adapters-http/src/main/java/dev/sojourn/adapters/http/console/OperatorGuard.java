package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.html.CsrfGuard;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.server.CurrentRequest;
import dev.sojourn.adapters.http.server.RequestTarget;
import dev.sojourn.application.token.Caller;
import dev.sojourn.application.token.ChooseToken;
import dev.sojourn.application.token.ChooseToken.Choice;
import dev.sojourn.application.token.RefreshTokens;
import dev.sojourn.application.token.TokenAnswer;
import dev.sojourn.application.token.VerifyConsoleTokens;
import dev.sojourn.application.token.VerifyConsoleTokens.Answer;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.CsrfToken;
import dev.sojourn.domain.token.KeyRing;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Who may come in: each page and each act of the console passes here first. */
public final class OperatorGuard {
  /** A form that was refused is not sent again by going on. */
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final VerifyConsoleTokens verifyConsoleTokens;
  private final ChooseToken chooseToken;
  private final RefreshTokens refreshTokens;
  private final ApiKeys apiKeys;
  private final Supplier<KeyRing> keys;
  private final CsrfGuard ownForms;

  OperatorGuard(UseCases useCases, HttpSettings settings) {
    verifyConsoleTokens = useCases.verifyConsoleTokens();
    chooseToken = useCases.chooseConsoleToken();
    refreshTokens = useCases.refreshConsoleTokens();
    apiKeys = settings.apiKeys();
    keys = settings.keys();
    ownForms = new CsrfGuard(settings.keys(), settings.issuer());
  }

  /** Why somebody has to sign in. */
  enum Why {
    /** They never did, or as somebody whom nobody knows any more. */
    UNKNOWN,
    IDLE,
    /** Too long ago. */
    TOO_LONG,
    /** The session was ended, here or elsewhere. */
    ENDED,
    /** The API key is not valid any more. */
    WITHDRAWN,
    /** Their browser has cookies of two sessions; one of them may have been planted. */
    SEVERAL_SESSIONS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Why of(EndReason reason) {
      return switch (reason) {
        case IDLE_TIMEOUT -> IDLE;
        case ABSOLUTE_TIMEOUT, EXPIRED -> TOO_LONG;
        case LOGOUT, REVOKED, TOKEN_REUSE, CODE_REUSE, EVICTED, USER_DISABLED -> ENDED;
      };
    }
  }

  /** Goes on with the operator who opens a page. */
  public void enter(Call call, Scope scope, Consumer<Operator> then) {
    admit(call, operator -> then.accept(allowed(operator, scope)), why -> toSignIn(call, why));
  }

  /** The same for a page that any key may see. */
  public void enter(Call call, Consumer<Operator> then) {
    admit(call, then, why -> toSignIn(call, why));
  }

  /** Goes on with a page that looks for news by itself: nobody need sit in front of it. */
  public void watch(Call call, Scope scope, Consumer<Operator> then) {
    Consumer<Why> refused = why -> toSignIn(call, why);
    access(
        call,
        access ->
            refresh(
                call,
                refresh ->
                    call.answer(
                        verifyConsoleTokens.watch(access, refresh),
                        answer ->
                            judge(
                                answer,
                                operator -> then.accept(allowed(operator, scope)),
                                refused)),
                refused),
        refused);
  }

  private void access(Call call, Consumer<Optional<String>> then, Consumer<Why> refused) {
    chosen(call, chooseToken.accessToken(ConsoleCookies.access(call.request())), then, refused);
  }

  private void refresh(Call call, Consumer<Optional<String>> then, Consumer<Why> refused) {
    chosen(call, chooseToken.refreshToken(ConsoleCookies.refresh(call.request())), then, refused);
  }

  private static void chosen(
      Call call,
      CompletionStage<Choice> choice,
      Consumer<Optional<String>> then,
      Consumer<Why> refused) {
    call.answer(
        choice,
        chosen -> {
          switch (chosen) {
            case Choice.None _ -> then.accept(Optional.empty());
            case Choice.One(var token) -> then.accept(Optional.of(token));
            case Choice.SeveralSessions _ -> refused.accept(Why.SEVERAL_SESSIONS);
          }
        });
  }

  /** Goes on with the operator who sends a form of ours. */
  public void act(Call call, Scope scope, BiConsumer<Operator, Form> then) {
    act(call, (operator, form) -> then.accept(allowed(operator, scope), form));
  }

  /** The same for what any key may do. */
  public void act(Call call, BiConsumer<Operator, Form> then) {
    var form = Form.ofBody(call);
    admit(
        call,
        operator -> {
          ownForms.refuseOthers(call.request(), form, operator.session());
          then.accept(operator, form);
        },
        why -> toSignIn(call, why));
  }

  /** Refuses a form without a session that comes from elsewhere. */
  public void refuseOthers(Call call) {
    ownForms.refuseOthers(call.request());
  }

  private static Operator allowed(Operator operator, Scope scope) {
    if (!operator.may(scope)) {
      throw Problem.of(
          ProblemType.INSUFFICIENT_SCOPE,
          "the key " + operator.name() + " does not have the scope " + scope.word());
    }
    return operator;
  }

  private void admit(Call call, Consumer<Operator> then, Consumer<Why> refused) {
    access(
        call,
        access ->
            access.ifPresentOrElse(
                token ->
                    call.answer(
                        verifyConsoleTokens.verify(token),
                        answer -> {
                          switch (answer) {
                            case Answer.Expired _, Answer.Unknown _ -> renew(call, then, refused);
                            case Answer.Active _, Answer.Ended _ -> judge(answer, then, refused);
                          }
                        }),
                () -> renew(call, then, refused)),
        refused);
  }

  private void judge(Answer answer, Consumer<Operator> then, Consumer<Why> refused) {
    switch (answer) {
      case Answer.Active(var session) ->
          operator(session)
              .ifPresentOrElse(
                  operator -> {
                    CurrentRequest.isBy(operator.key().name());
                    then.accept(operator);
                  },
                  () -> refused.accept(Why.WITHDRAWN));
      case Answer.Ended(var reason) -> refused.accept(Why.of(reason));
      case Answer.Expired _, Answer.Unknown _ -> refused.accept(Why.UNKNOWN);
    }
  }

  private Optional<Operator> operator(Session session) {
    return session
        .authentication()
        .acr()
        .flatMap(fingerprint -> apiKeys.known(session.origin().clientId(), fingerprint))
        .filter(key -> !key.isLimitedToOwn())
        .map(key -> new Operator(key, session.id(), CsrfToken.of(session.id(), keys.get())));
  }

  /** Looked at before it is traded: a token of another policy is not ours to rotate. */
  private void renew(Call call, Consumer<Operator> then, Consumer<Why> refused) {
    refresh(
        call,
        token ->
            token.ifPresentOrElse(
                given ->
                    call.answer(
                        verifyConsoleTokens.watch(Optional.empty(), token),
                        answer -> {
                          switch (answer) {
                            case Answer.Unknown _, Answer.Expired _ -> refused.accept(Why.UNKNOWN);
                            case Answer.Active _, Answer.Ended _ ->
                                refresh(call, given, then, refused);
                          }
                        }),
                () -> refused.accept(Why.UNKNOWN)),
        refused);
  }

  private void refresh(Call call, String token, Consumer<Operator> then, Consumer<Why> refused) {
    call.answer(
        refreshTokens.refresh(
            token,
            Caller.seen(
                new ClientContext(call.callerAddress(), Optional.empty()), call.userAgent())),
        answer -> {
          switch (answer) {
            case TokenAnswer.Issued(var session, var tokens, _) -> {
              ConsoleCookies.set(call, tokens);
              judge(new Answer.Active(session), then, refused);
            }
            case TokenAnswer.Ended(var reason) -> refused.accept(Why.of(reason));
            case TokenAnswer.Invalid _,
                TokenAnswer.ProofMissing _,
                TokenAnswer.ProofRefused _,
                TokenAnswer.ClientUnauthenticated _ ->
                refused.accept(Why.UNKNOWN);
          }
        });
  }

  /** A page is replaced by the sign-in; a part of one cannot be, so htmx is told to. */
  private static void toSignIn(Call call, Why why) {
    var request = call.request();
    if (why != Why.UNKNOWN) {
      ConsoleCookies.clear(call);
    }
    var page = "/console/sign-in?why=" + why.word();
    if (request.getHeader("HX-Request") != null) {
      call.header("HX-Redirect", page).empty(401);
      return;
    }
    var goesOn = READING.contains(request.method().name());
    var next =
        goesOn && RequestTarget.of(request) instanceof RequestTarget.Resource asked
            ? "&next=" + Form.encode(asked.pathAndQuery())
            : "";
    call.header("Location", page + next).header("Cache-Control", "no-store").empty(303);
  }
}
