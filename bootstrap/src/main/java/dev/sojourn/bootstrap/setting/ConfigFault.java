package dev.sojourn.bootstrap.setting;

/**
 * What is wrong with a variable. Never repeats the value, which may be a secret.
 *
 * @param origin where the variable was set: the environment or a file
 * @param message continues the name of the variable
 */
public record ConfigFault(String variable, String origin, String message) {
  @Override
  public String toString() {
    return variable + " (" + origin + ") " + message;
  }
}
