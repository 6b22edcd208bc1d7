package dev.sojourn.bootstrap.keys;

import java.nio.file.Path;

/** Where keys come from. */
public sealed interface KeySource<K> {
  /** From the configuration; they are the same until the end. */
  record Given<K>(K keys) implements KeySource<K> {
    @Override
    public String toString() {
      return "Given[hidden]";
    }
  }

  /** From a file, as it is at the time: it may change. */
  record InFile<K>(Path path) implements KeySource<K> {}
}
