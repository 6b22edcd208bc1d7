package dev.sojourn.bootstrap.config;

import dev.sojourn.adapters.webhooks.WebhookSecret;
import dev.sojourn.application.event.DetectNewDevices;
import dev.sojourn.application.event.EventFilter;
import dev.sojourn.application.event.SecurityEventMint;
import dev.sojourn.application.event.Subscriber;
import dev.sojourn.bootstrap.config.SojournConfig.Receiver;
import dev.sojourn.bootstrap.config.SojournConfig.Subscription;
import dev.sojourn.bootstrap.setting.AllSettings;
import dev.sojourn.bootstrap.setting.ConfigText;
import dev.sojourn.bootstrap.setting.Settings;
import dev.sojourn.bootstrap.setting.Variables;
import dev.sojourn.bootstrap.setting.Variables.OfSubscriber;
import dev.sojourn.domain.HttpUri;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SubscriberName;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads who is told of events. */
final class SubscriberReader {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Duration LONGEST_WAIT = Duration.ofDays(7);
  private static final int MOST_RETRIES = 20;

  private final Settings settings;

  SubscriberReader(Settings settings) {
    this.settings = settings;
  }

  /** Those without a fault. */
  List<Subscription> read(boolean isAudited) {
    var names = new TreeSet<String>();
    settings.names().forEach(variable -> Variables.subscriber(variable).ifPresent(names::add));
    var subscriptions = new ArrayList<Subscription>();
    for (var name : names) {
      var format = settings.read(OfSubscriber.FORMAT.of(name), Format.WEBHOOK, Format::parse);
      var filter = filter(name, format);
      var waits =
          settings.read(OfSubscriber.RETRIES.of(name), RetryWaits.DEFAULT, SubscriberReader::waits);
      receiver(name, format)
          .ifPresent(
              receiver ->
                  subscriptions.add(
                      new Subscription(
                          new Subscriber(
                              new SubscriberName(name.toLowerCase(Locale.ROOT)), filter, waits),
                          receiver)));
      if (name.toLowerCase(Locale.ROOT).equals(DetectNewDevices.NAME.value())) {
        settings.fault(
            OfSubscriber.URL.of(name), "has the name that Sojourn uses to look for new devices");
      }
      if (!isAudited) {
        settings.fault(
            OfSubscriber.URL.of(name),
            "needs the audit trail, but " + AllSettings.AUDIT_RETENTION + " is off");
      }
    }
    return subscriptions;
  }

  /**
   * How somebody is told.
   *
   * @param needed what has to be set
   * @param optional what may be
   * @param actions what can be told so
   */
  private enum Format {
    WEBHOOK(Set.of(OfSubscriber.URL, OfSubscriber.SECRET), Set.of(), EnumSet.allOf(Action.class)),
    CAEP(
        Set.of(OfSubscriber.URL, OfSubscriber.AUDIENCE),
        Set.of(OfSubscriber.AUTHORIZATION),
        SecurityEventMint.OF_CAEP),
    CAEP_POLL(Set.of(OfSubscriber.AUDIENCE), Set.of(), SecurityEventMint.OF_CAEP),
    LOGOUT(Set.of(OfSubscriber.URL, OfSubscriber.AUDIENCE), Set.of(), SecurityEventMint.OF_LOGOUT);

    /** What some formats need and others do not know. */
    private static final List<OfSubscriber> OF_SOME =
        List.of(
            OfSubscriber.URL,
            OfSubscriber.SECRET,
            OfSubscriber.AUDIENCE,
            OfSubscriber.AUTHORIZATION);

    final Set<OfSubscriber> needed;
    final Set<OfSubscriber> optional;
    final Set<Action> actions;

    Format(Set<OfSubscriber> needed, Set<OfSubscriber> optional, Set<Action> actions) {
      this.needed = needed;
      this.optional = optional;
      this.actions = actions;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Parsed<Format> parse(String text) {
      return Arrays.stream(values())
          .filter(format -> format.word().equals(text))
          .findFirst()
          .<Parsed<Format>>map(Parsed.Valid::new)
          .orElseGet(() -> new Parsed.Invalid<>("must be webhook, caep, caep_poll or logout"));
    }
  }

  private Optional<Receiver> receiver(String name, Format format) {
    for (var end : Format.OF_SOME) {
      var isSet = settings.text(end.of(name)).isPresent();
      if (format.needed.contains(end) && !isSet) {
        settings.fault(end.of(name), "is needed");
      } else if (isSet && !format.needed.contains(end) && !format.optional.contains(end)) {
        settings.fault(
            end.of(name),
            "means nothing where " + OfSubscriber.FORMAT.of(name) + " is " + format.word());
      }
    }
    var url = settings.read(OfSubscriber.URL.of(name), SubscriberReader::url);
    var secrets =
        settings.read(
            OfSubscriber.SECRET.of(name), List.<WebhookSecret>of(), SubscriberReader::secrets);
    var audience = settings.read(OfSubscriber.AUDIENCE.of(name), ConfigText::audience);
    var authorization =
        settings.read(OfSubscriber.AUTHORIZATION.of(name), SubscriberReader::authorization);
    return switch (format) {
      case WEBHOOK -> url.map(address -> new Receiver.Webhook(address, secrets));
      case CAEP_POLL -> audience.map(Receiver.PolledSecurityEvents::new);
      case CAEP ->
          url.flatMap(
              address ->
                  audience.map(whom -> new Receiver.SecurityEvents(address, whom, authorization)));
      case LOGOUT ->
          url.flatMap(address -> audience.map(whom -> new Receiver.Logouts(address, whom)));
    };
  }

  private EventFilter filter(String name, Format format) {
    var actions =
        settings.read(
            OfSubscriber.ACTIONS.of(name), format.actions, text -> actions(text, format.actions));
    return new EventFilter(
        actions.size() == Action.values().length ? Set.of() : actions,
        Optional.empty(),
        Optional.empty(),
        settings.read(OfSubscriber.POLICY.of(name), PolicyName::parse),
        settings.read(OfSubscriber.CLIENT_ID.of(name), ClientId::parse));
  }

  /** What is told names people and their addresses: not for everybody on the way. */
  private static Parsed<URI> url(String text) {
    try {
      var url = new URI(text);
      var read = HttpUri.parse(text);
      if (read.isPresent()
          && url.getRawFragment() == null
          && (read.get().scheme().equals("https") || THIS_MACHINE.contains(read.get().host()))) {
        return new Parsed.Valid<>(url);
      }
    } catch (URISyntaxException none) {
      // told below
    }
    return new Parsed.Invalid<>(
        "must be an https URL without user and fragment, or an http URL of this machine");
  }

  private static Parsed<List<WebhookSecret>> secrets(String text) {
    var secrets = new ArrayList<WebhookSecret>();
    for (var part : text.split(",", -1)) {
      switch (WebhookSecret.parse(part.strip())) {
        case Parsed.Valid<WebhookSecret>(var secret) -> secrets.add(secret);
        case Parsed.Invalid<WebhookSecret>(var fault) -> {
          return new Parsed.Invalid<>(fault);
        }
      }
    }
    return new Parsed.Valid<>(List.copyOf(secrets));
  }

  /** What goes into a header must not begin another. */
  private static Parsed<String> authorization(String text) {
    return text.matches("[\\x21-\\x7e][\\x20-\\x7e]{0,1000}")
        ? new Parsed.Valid<>(text)
        : new Parsed.Invalid<>("must have 1 to 1000 printable characters of ASCII");
  }

  private static Parsed<Set<Action>> actions(String text, Set<Action> known) {
    var actions = EnumSet.noneOf(Action.class);
    for (var word : text.split(",", -1)) {
      var action = Action.ofWord(word.strip()).filter(known::contains);
      if (action.isEmpty()) {
        return new Parsed.Invalid<>(
            "must be actions with commas between them: "
                + known.stream().sorted().map(Action::word).collect(Collectors.joining(", ")));
      }
      actions.add(action.get());
    }
    return new Parsed.Valid<>(actions);
  }

  private static Parsed<RetryWaits> waits(String text) {
    var read = ConfigText.duration(Duration.ofSeconds(1), LONGEST_WAIT);
    var waits = new ArrayList<Duration>();
    for (var part : text.split(",", -1)) {
      switch (read.apply(part.strip())) {
        case Parsed.Valid<Duration>(var wait) -> waits.add(wait);
        case Parsed.Invalid<Duration>(var fault) -> {
          return new Parsed.Invalid<>("must be waits with commas between them; each " + fault);
        }
      }
    }
    return waits.size() <= MOST_RETRIES
        ? new Parsed.Valid<>(new RetryWaits(waits))
        : new Parsed.Invalid<>("must be at most " + MOST_RETRIES + " waits");
  }
}
