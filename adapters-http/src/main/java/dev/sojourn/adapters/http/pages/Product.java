package dev.sojourn.adapters.http.pages;

import java.util.Optional;

/** A browser or an operating system in a word or two. */
public final class Product {
  private Product() {}

  /** Versions by their first number, which is all that tells devices apart at a glance. */
  public static Optional<String> of(Optional<String> name, Optional<String> version) {
    return name.map(text -> text + version.map(v -> " " + v.split("\\.", 2)[0]).orElse(""));
  }
}
