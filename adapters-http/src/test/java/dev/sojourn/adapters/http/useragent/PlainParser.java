package dev.sojourn.adapters.http.useragent;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.UserAgent;
import ua_parser.Parser;

/** uap-java as it comes: every expression, one after the other. What it tells is right. */
final class PlainParser {
  private static final Parser PARSER = new Parser();

  private PlainParser() {}

  static Device device(String header) {
    var text = UserAgent.of(header).value();
    var client = PARSER.parse(text);
    return UserAgents.device(text, client.userAgent, client.os, client.device.family);
  }
}
