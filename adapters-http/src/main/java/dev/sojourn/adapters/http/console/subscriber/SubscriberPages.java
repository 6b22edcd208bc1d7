package dev.sojourn.adapters.http.console.subscriber;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;
import static dev.sojourn.adapters.http.apikey.Scope.AUDIT_READ;

import dev.sojourn.adapters.http.console.DisplayText;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.event.ShowSubscribers;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.delivery.SubscriberName;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Subscribers: how far each has been told, its dead letters, and sending those again. */
public final class SubscriberPages {
  private static final int PER_PAGE = 50;
  private static final String ONE = "/console/subscribers/{name}";

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final ShowSubscribers showSubscribers;

  public SubscriberPages(
      OperatorGuard guard, PageRenderer renderer, ShowSubscribers showSubscribers) {
    this.guard = guard;
    this.renderer = renderer;
    this.showSubscribers = showSubscribers;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/subscribers", this::list).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/subscribers", this::listAgain),
        Endpoint.open(HttpMethod.GET, ONE, this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/subscribers/{name}", this::showAgain)
            .with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, ONE + "/redeliver", this::ask).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, ONE + "/redeliver", this::redeliver));
  }

  private void list(Call call) {
    guard.enter(
        call,
        AUDIT_READ,
        operator ->
            call.answer(
                showSubscribers.states(),
                states ->
                    renderer.show(
                        call,
                        200,
                        renderer.of(operator, Section.SUBSCRIBERS, ""),
                        "console/subscribers.jte",
                        Map.of("states", states, "now", renderer.now()))));
  }

  private void listAgain(Call call) {
    guard.watch(
        call,
        AUDIT_READ,
        _ ->
            call.answer(
                showSubscribers.states(),
                states ->
                    renderer.showPart(
                        call,
                        "console/subscriberRows.jte",
                        Map.of("states", states, "now", renderer.now()))));
  }

  private void show(Call call) {
    var done = Form.ofQuery(call).text("done");
    guard.enter(
        call,
        AUDIT_READ,
        operator ->
            look(
                call,
                list ->
                    renderer.show(
                        call,
                        200,
                        renderer.of(operator, Section.SUBSCRIBERS, done),
                        "console/subscriber.jte",
                        Map.of("list", list))));
  }

  private void showAgain(Call call) {
    guard.watch(
        call,
        AUDIT_READ,
        operator ->
            look(
                call,
                list ->
                    renderer.showPart(
                        call,
                        "console/subscriberParts.jte",
                        Map.of("list", list, "operator", operator))));
  }

  private void look(Call call, Consumer<DeadLetterList> then) {
    var name = name(call);
    var form = Form.ofQuery(call);
    var above = form.read(DeadLetterList.ABOVE, SubscriberPages::number).orElse(0L);
    // One more than wanted, which tells whether there is another page.
    call.answer(
        showSubscribers
            .state(name)
            .thenCombine(
                showSubscribers.deadLetters(name, above, PER_PAGE + 1),
                (state, found) -> {
                  var letters = found.subList(0, Math.min(PER_PAGE, found.size()));
                  return new DeadLetterList(
                      state.orElseThrow(SubscriberPages::noSuchSubscriber),
                      form,
                      letters,
                      found.size() > PER_PAGE
                          ? Optional.of(letters.getLast().delivery().number())
                          : Optional.empty(),
                      renderer.now());
                }),
        then);
  }

  private SubscriberName name(Call call) {
    var name = call.path("name", SubscriberName::parse);
    if (!showSubscribers.has(name)) {
      throw noSuchSubscriber();
    }
    return name;
  }

  private static Problem noSuchSubscriber() {
    return Problem.of(ProblemType.NOT_FOUND, "no such subscriber");
  }

  private static Parsed<Long> number(String text) {
    return text.matches("[0-9]{1,18}")
        ? new Parsed.Valid<>(Long.valueOf(text))
        : new Parsed.Invalid<>("is not the number of an event");
  }

  /** The dead letter that is meant; empty for all of them, which must be said in so many words. */
  private static Optional<Long> number(Form form) {
    return form.text("all").isEmpty()
        ? Optional.of(
            form.read("number", SubscriberPages::number)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "no event is named")))
        : Optional.empty();
  }

  private static String page(SubscriberName name) {
    return Section.SUBSCRIBERS.path() + "/" + name;
  }

  private void ask(Call call) {
    var name = name(call);
    var number = number(Form.ofQuery(call));
    guard.enter(
        call,
        ADMIN,
        operator ->
            renderer.ask(
                call,
                operator,
                Section.SUBSCRIBERS,
                number.map(n -> toOne(name, n)).orElseGet(() -> toAll(name))));
  }

  private static Confirmation toOne(SubscriberName name, long number) {
    return new Confirmation(
            "Send event " + number + " to " + name + " again?",
            List.of(
                "It is sent as if it were new, behind other events of its session that still wait.",
                "The receiver may have had it before: it is told apart by the id of the event."),
            page(name) + "/redeliver",
            "Send it again",
            page(name))
        .with("number", String.valueOf(number));
  }

  private static Confirmation toAll(SubscriberName name) {
    return new Confirmation(
            "Send all dead letters to " + name + " again?",
            List.of(
                "They are sent as if they were new, at most "
                    + DisplayText.number(ShowSubscribers.MOST_REVIVED)
                    + " of them at a time.",
                "The receiver may have had some before: they are told apart by the ids of the"
                    + " events."),
            page(name) + "/redeliver",
            "Send all again",
            page(name))
        .with("all", "1");
  }

  private void redeliver(Call call) {
    var name = name(call);
    guard.act(
        call,
        ADMIN,
        (operator, form) -> {
          var number = number(form);
          call.answer(
              showSubscribers.redeliver(name, number),
              redelivered ->
                  renderer.done(
                      call,
                      redelivered == 0
                          ? "not_dead"
                          : number.isPresent() ? "redelivered" : "all_redelivered",
                      page(name)));
        });
  }
}
