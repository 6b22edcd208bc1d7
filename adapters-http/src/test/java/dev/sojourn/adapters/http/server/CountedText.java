package dev.sojourn.adapters.http.server;

/**
 * A text that counts how many of its characters are looked at, so that a test can tell how much
 * work a reader does without a clock. Parts of it count for the whole.
 */
public final class CountedText implements CharSequence {
  private final CharSequence text;
  private final long[] looks;

  private CountedText(CharSequence text, long[] looks) {
    this.text = text;
    this.looks = looks;
  }

  public static CountedText of(String text) {
    return new CountedText(text, new long[1]);
  }

  /** How many characters have been looked at, each as often as it was. */
  public long looks() {
    return looks[0];
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    looks[0]++;
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new CountedText(text.subSequence(start, end), looks);
  }

  @Override
  public String toString() {
    looks[0] += text.length();
    return text.toString();
  }
}
