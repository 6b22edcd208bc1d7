package dev.sojourn.bootstrap;

/** Which build of Sojourn this is. */
public final class Build {
  private Build() {}

  /** As Maven named it; {@code development} where the classes are not in its jar. */
  public static String version() {
    var version = Build.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
