package dev.sojourn.adapters.postgres.connection;

import dev.sojourn.domain.Parsed;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a Postgres is and how it is spoken to, in libpq's words: {@code
 * postgresql://user:password@host:port,host:port/database?parameter=value&...}, with % for what a
 * URL does not allow (PostgreSQL, Connection URIs). {@code toString} hides it.
 *
 * <ul>
 *   <li>{@code target_session_attrs}: {@code primary} or {@code read-write}, which are one here:
 *       whichever host takes writes is looked for, for each connection anew. So it is without a
 *       word where there are several hosts; a single one is believed to be the primary.
 *   <li>{@code sslmode}: {@code disable}, as without a word; {@code verify-full}, or {@code
 *       require}, which is the same here, other than with libpq, for who asks for TLS wants to know
 *       whom he talks to; {@code verify-ca}, where the certificate may be for another name; {@code
 *       no-verify}, which does not keep off who can get in between. None falls back to plain text.
 *   <li>{@code sslrootcert}: a file in PEM with the authorities that are believed; without it, or
 *       as {@code system}, those that Java believes.
 * </ul>
 *
 * @param hosts at least one
 * @param looksForPrimary whether a host is asked if it takes writes before it is used
 */
public record PostgresUrl(
    List<Host> hosts,
    String user,
    String password,
    String database,
    Tls tls,
    boolean looksForPrimary) {

  private static final Pattern FORM =
      Pattern.compile(
          "postgres(?:ql)?://(?<user>[^:@/?#\\s]+)(?::(?<password>[^:@/?#\\s]*))?@(?<hosts>[^@/?#\\s]+)"
              + "/(?<database>[^/?#\\s]+)(?:\\?(?<parameters>[^#\\s]*))?");

  private static final Pattern HOST =
      Pattern.compile("(?<name>[^\\[\\]:]+|\\[[0-9a-fA-F:.]+])(?::(?<port>[0-9]{1,5}))?");

  private static final Pattern LONELY_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private static final int STANDARD_PORT = 5432;
  private static final int MOST_PORT = 65_535;

  private static final String MODE = "sslmode";
  private static final String DISABLE = "disable";
  private static final String REQUIRE = "require";
  private static final String VERIFY_FULL = "verify-full";
  private static final String VERIFY_CA = "verify-ca";
  private static final String NO_VERIFY = "no-verify";
  private static final Set<String> VERIFIED = Set.of(REQUIRE, VERIFY_FULL, VERIFY_CA);

  private static final String AUTHORITIES = "sslrootcert";
  private static final String SYSTEM = "system";

  private static final String TARGET = "target_session_attrs";
  private static final String ANY = "any";

  /** What each parameter may be, if not anything. */
  private static final Map<String, List<String>> PARAMETERS =
      Map.of(
          MODE, List.of(DISABLE, REQUIRE, VERIFY_FULL, VERIFY_CA, NO_VERIFY),
          AUTHORITIES, List.of(),
          TARGET, List.of(ANY, "primary", "read-write"));

  public PostgresUrl {
    hosts = List.copyOf(hosts);
  }

  /**
   * One server.
   *
   * @param name or address
   */
  public record Host(String name, int port) {
    String nameInUrl() {
      return name.contains(":") ? "[" + name + "]" : name;
    }

    @Override
    public String toString() {
      return nameInUrl() + ":" + port;
    }
  }

  /** Who else can read what is said. */
  public sealed interface Tls {
    /** Everybody in between. */
    record Off() implements Tls {}

    /** An attacker in between who pretends to be the server. */
    record Unverified() implements Tls {}

    /**
     * Nobody.
     *
     * @param authorities that are believed, in PEM; without, those that Java believes
     * @param hostName whether the certificate must be for the name of the host
     */
    record Verified(Optional<Path> authorities, boolean hostName) implements Tls {}
  }

  /** Reads a URL. The file that it may name is read when it is used. */
  public static Parsed<PostgresUrl> parse(String text) {
    return Parsed.of(text, PostgresUrl::fault, PostgresUrl::read);
  }

  private static Optional<String> fault(String text) {
    var form = FORM.matcher(text);
    if (!form.matches() || LONELY_PERCENT.matcher(text).find()) {
      return Optional.of(
          "must be postgresql://user:password@host:port/database, with commas between several"
              + " hosts, and % for what a URL does not allow");
    }
    for (var host : form.group("hosts").split(",", -1)) {
      var parts = HOST.matcher(host);
      if (!parts.matches() || port(parts) < 1 || port(parts) > MOST_PORT) {
        return Optional.of("must have hosts such as db.example:5432 or [fd00::2]:5432");
      }
    }
    return parametersFault(form.group("parameters"), form.group("hosts").contains(","));
  }

  private static Optional<String> parametersFault(@Nullable String text, boolean severalHosts) {
    var parameters = new HashMap<String, String>();
    for (var pair : pairs(text).toList()) {
      var allowed = PARAMETERS.get(pair[0]);
      if (allowed == null) {
        return Optional.of(
            "must not have other parameters than "
                + PARAMETERS.keySet().stream().sorted().collect(Collectors.joining(", ")));
      }
      var value = pair.length < 2 ? "" : decoded(pair[1]);
      if (value.isEmpty() || !allowed.isEmpty() && !allowed.contains(value)) {
        return Optional.of(
            "must have as "
                + pair[0]
                + " "
                + (allowed.isEmpty() ? "a file" : String.join(", ", allowed)));
      }
      if (parameters.put(pair[0], value) != null) {
        return Optional.of("must not have " + pair[0] + " twice");
      }
    }
    if (severalHosts && ANY.equals(parameters.get(TARGET))) {
      return Optional.of("must not have any as " + TARGET + " of several hosts: Sojourn writes");
    }
    if (parameters.containsKey(AUTHORITIES)
        && !VERIFIED.contains(parameters.getOrDefault(MODE, DISABLE))) {
      return Optional.of("must have " + MODE + "=" + VERIFY_FULL + " with " + AUTHORITIES);
    }
    return Optional.empty();
  }

  private static Stream<String[]> pairs(@Nullable String parameters) {
    return parameters == null
        ? Stream.empty()
        : Arrays.stream(parameters.split("&", -1)).map(pair -> pair.split("=", 2));
  }

  private static PostgresUrl read(String text) {
    var form = FORM.matcher(text);
    Parsed.require(form.matches() ? Optional.empty() : Optional.of("must be a URL of Postgres"));
    var hosts = Arrays.stream(form.group("hosts").split(",")).map(PostgresUrl::host).toList();
    var parameters =
        pairs(form.group("parameters"))
            .collect(Collectors.toMap(pair -> pair[0], pair -> decoded(pair[1])));
    return new PostgresUrl(
        hosts,
        decoded(form.group("user")),
        decoded(Objects.requireNonNullElse(form.group("password"), "")),
        decoded(form.group("database")),
        tls(parameters),
        hosts.size() > 1 || !parameters.getOrDefault(TARGET, ANY).equals(ANY));
  }

  private static Host host(String text) {
    var parts = HOST.matcher(text);
    Parsed.require(parts.matches() ? Optional.empty() : Optional.of("must be a host"));
    return new Host(decoded(parts.group("name").replaceAll("[\\[\\]]", "")), port(parts));
  }

  private static int port(Matcher host) {
    var port = host.group("port");
    return port == null ? STANDARD_PORT : Integer.parseInt(port);
  }

  private static Tls tls(Map<String, String> parameters) {
    var authorities =
        Optional.ofNullable(parameters.get(AUTHORITIES))
            .filter(file -> !file.equals(SYSTEM))
            .map(Path::of);
    return switch (parameters.getOrDefault(MODE, DISABLE)) {
      case DISABLE -> new Tls.Off();
      case NO_VERIFY -> new Tls.Unverified();
      case VERIFY_CA -> new Tls.Verified(authorities, false);
      default -> new Tls.Verified(authorities, true);
    };
  }

  /** A plus stands for itself, other than in a form. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "PostgresUrl[hidden]"; // it has the password in it
  }
}
