package dev.sojourn.adapters.http.account;

import dev.sojourn.adapters.http.html.Product;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;

/**
 * A device that a person is signed in on: a session of theirs.
 *
 * @param isThis whether it is the one that they look at it with
 */
public record OwnDevice(Session session, boolean isThis) {

  /** What it is called: {@code Firefox 140 on Linux}. */
  public String name(Messages messages) {
    var device = session.origin().device();
    var browser = Product.browser(device);
    var system = Product.system(device);
    if (browser.isPresent() && system.isPresent()) {
      return messages.text("deviceOn", browser.get(), system.get());
    }
    return browser.or(() -> system).orElseGet(() -> messages.text("unknownDevice"));
  }

  /** Where it was last. */
  public String address(Messages messages) {
    return session
        .origin()
        .ipAddress()
        .map(IpAddress::value)
        .orElseGet(() -> messages.text("unknownAddress"));
  }

  /** Whether it is held in a hand. */
  public boolean isMobile() {
    return session
        .origin()
        .device()
        .type()
        .filter(type -> type == DeviceType.MOBILE || type == DeviceType.TABLET)
        .isPresent();
  }

  /** Whether it may be anything: a command-line client, a bot, or nothing was said. */
  public boolean isOfNoKnownShape() {
    return session
        .origin()
        .device()
        .type()
        .filter(type -> type != DeviceType.UNKNOWN && type != DeviceType.BOT)
        .isEmpty();
  }
}
