package dev.sojourn.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An answer of the server as it came; nothing is decoded that nobody asks for. */
final class Answer {
  private static final byte[] CONTENT_LENGTH = Conversation.bytes("content-length: ");
  private static final byte[] CLOSE = Conversation.bytes("connection: close\r\n");
  private static final byte[] RETRY_AFTER = Conversation.bytes("retry-after:");
  private static final int STATUS = "HTTP/1.1 ".length();

  private final byte[] bytes = new byte[64 * 1024];
  private int end;
  private int headEnd;
  private int length;

  byte[] bytes() {
    return bytes;
  }

  /** Whether all of it has come when so many bytes have. */
  boolean isWhole(int received) {
    end = received;
    if (headEnd == 0 && !readHead()) {
      return false;
    }
    return received >= headEnd + length;
  }

  private boolean readHead() {
    for (var i = 3; i < end; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        headEnd = i + 1;
        var at = lineOf(CONTENT_LENGTH);
        length = at < 0 ? 0 : number(at + CONTENT_LENGTH.length);
        return true;
      }
    }
    return false;
  }

  /** Before the next answer. */
  void clear() {
    end = 0;
    headEnd = 0;
    length = 0;
  }

  int status() {
    return number(STATUS);
  }

  boolean closes() {
    return lineOf(CLOSE) >= 0;
  }

  /** An orderly refusal, which says when to come again. */
  boolean isShed() {
    return status() == 503 && lineOf(RETRY_AFTER) >= 0;
  }

  /** Whether its head or its body has this. */
  boolean has(byte[] text) {
    return find(text) >= 0;
  }

  /** What follows this text, up to a quotation mark; empty if the text does not occur. */
  byte[] upToQuote(byte[] after) {
    var at = find(after);
    if (at < 0) {
      return new byte[0];
    }
    var from = at + after.length;
    var to = from;
    while (to < end && bytes[to] != '"') {
      to++;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private int find(byte[] text) {
    for (var at = 0; at <= end - text.length; at++) {
      if (bytes[at] == text[0]
          && Arrays.equals(bytes, at, at + text.length, text, 0, text.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Where the line of the head is that begins so, in small or in capital letters. */
  private int lineOf(byte[] beginning) {
    for (var at = 0; at < headEnd - beginning.length; at++) {
      if (bytes[at] == '\n' && begins(at + 1, beginning)) {
        return at + 1;
      }
    }
    return -1;
  }

  private boolean begins(int at, byte[] text) {
    for (var i = 0; i < text.length; i++) {
      var letter = bytes[at + i];
      var small = letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
      if (small != text[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from) {
    var number = 0;
    for (var at = from; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      number = 10 * number + bytes[at] - '0';
    }
    return number;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
