package dev.sojourn.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Two Postgres that replicate synchronously, of which Patroni keeps one the primary, with an etcd
 * that they vote by: Debian's packages patroni and etcd-server.
 */
public final class Patroni implements Database {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Of a member that etcd has a key of, in the answer of {@code /cluster}. */
  private static final Pattern MEMBER =
      Pattern.compile("\"name\": \"pg(\\d)\", \"role\": \"(\\w+)\", \"state\": \"running\"");

  private static final String ETCD =
      """
      name: faults
      data-dir: %s/etcd
      listen-client-urls: http://127.0.0.1:%d
      advertise-client-urls: http://127.0.0.1:%d
      listen-peer-urls: http://127.0.0.1:%d
      initial-advertise-peer-urls: http://127.0.0.1:%d
      initial-cluster: faults=http://127.0.0.1:%d
      enable-grpc-gateway: true
      """;

  /** Times as short as Patroni's rule allows: ttl is not below loop_wait + 2 * retry_timeout. */
  private static final String MEMBER_CONFIGURATION =
      """
      scope: faults
      name: pg%1$d
      restapi: {listen: '127.0.0.1:%2$d', connect_address: '127.0.0.1:%2$d'}
      etcd3: {host: '127.0.0.1:%3$d'}
      bootstrap:
        dcs:
          ttl: 8
          loop_wait: 1
          retry_timeout: 3
          synchronous_mode: true
          postgresql:
            use_pg_rewind: true
            parameters: {synchronous_commit: 'on', max_connections: 100}
        initdb: [{encoding: UTF8}, {auth: trust}]
      postgresql:
        listen: 127.0.0.1:%4$d
        connect_address: 127.0.0.1:%4$d
        data_dir: %5$s/data
        bin_dir: %6$s
        pgpass: %5$s/pgpass
        pg_hba: [local all all trust, host all all 127.0.0.1/32 trust, host replication all 127.0.0.1/32 trust]
        authentication: {superuser: {username: sojourn}, replication: {username: replicator}}
        parameters: {unix_socket_directories: '%5$s', shared_buffers: 128MB}
      """;

  private final Path directory;
  private final Path bin;
  private final List<Member> members = new ArrayList<>();
  private final Process etcd;

  private Patroni(Path directory, Path bin) throws IOException {
    this.directory = directory;
    this.bin = bin;
    var client = Commands.freePort();
    var peer = Commands.freePort();
    Files.writeString(
        directory.resolve("etcd.yml"), ETCD.formatted(directory, client, client, peer, peer, peer));
    for (var i = 0; i < 2; i++) {
      var member = new Member(i, Commands.freePort(), Commands.freePort());
      Files.createDirectories(member.directory());
      Files.writeString(
          member.configuration(),
          MEMBER_CONFIGURATION.formatted(
              i, member.control(), client, member.port(), member.directory(), bin));
      members.add(member);
    }
    if (Commands.isRoot()) {
      Commands.run(List.of("chown", "-R", "postgres", directory.toString()));
    }
    etcd = launch("etcd", "etcd", "--config-file", directory + "/etcd.yml");
    // Before etcd knows its own version, Patroni takes it for an old one, and for good.
    var version = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + client + "/version"));
    await("there is no etcd", () -> ask(version).contains("\"etcdcluster\":\"3"));
  }

  /** A primary and its standby; empty if they are not installed here. */
  public static Optional<Patroni> start() {
    if (!Commands.isInstalled("patroni") || !Commands.isInstalled("etcd")) {
      return Optional.empty();
    }
    try {
      var patroni =
          new Patroni(Files.createTempDirectory("sojourn-faults-patroni"), Postgres.bin());
      try {
        patroni.members.forEach(Member::launch);
        patroni.awaitStandby();
        return Optional.of(patroni);
      } catch (RuntimeException e) {
        patroni.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One Postgres and the Patroni that looks after it. */
  private final class Member {
    private final int number;
    private final int port;
    private final int control;
    private Optional<Process> patroni = Optional.empty();

    Member(int number, int port, int control) {
      this.number = number;
      this.port = port;
      this.control = control;
    }

    int port() {
      return port;
    }

    int control() {
      return control;
    }

    Path directory() {
      return directory.resolve("pg" + number);
    }

    Path configuration() {
      return directory().resolve("patroni.yml");
    }

    void launch() {
      patroni =
          Optional.of(Patroni.this.launch("pg" + number, "patroni", configuration().toString()));
    }

    /** Ends Postgres and Patroni at once. */
    void kill() {
      patroni.map(Process::toHandle).ifPresent(Commands::killTree);
      Postgres.postmaster(directory().resolve("data")).ifPresent(Commands::killTree);
    }
  }

  private Process launch(String name, String... command) {
    var log = directory.resolve(name + ".log").toFile();
    try {
      return new ProcessBuilder(Commands.asPostgres(List.of(command)))
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the primary and the standby change places, as for maintenance. */
  public void switchOver() {
    var from = numberOf("leader").orElseThrow();
    var to = 1 - from;
    ask(
        HttpRequest.newBuilder(control(from, "switchover"))
            .POST(
                BodyPublishers.ofString(
                    "{\"leader\": \"pg%d\", \"candidate\": \"pg%d\"}".formatted(from, to))));
    await("pg" + to + " is not the primary", () -> numberOf("leader").equals(Optional.of(to)));
  }

  /** Ends all processes of the primary at once, and waits until the standby has taken over. */
  public int failOver() {
    var from = numberOf("leader").orElseThrow();
    members.get(from).kill();
    await("pg" + (1 - from) + " did not take over", () -> takesWrites(members.get(1 - from)));
    return from;
  }

  /** Starts one that was killed. */
  public void rejoin(int number) {
    members.get(number).launch();
  }

  /** Waits until what is acknowledged is on both. */
  public void awaitStandby() {
    await(
        "there is no standby that is in step",
        () -> numberOf("leader").isPresent() && numberOf("sync_standby").isPresent());
  }

  private void await(String otherwise, BooleanSupplier condition) {
    var until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(otherwise + "; see " + directory);
      }
      Commands.pause(Duration.ofMillis(100));
    }
  }

  /** Which member has a role, if one says that there is one. */
  private Optional<Integer> numberOf(String role) {
    return members.stream()
        .map(member -> ask(HttpRequest.newBuilder(control(member.number, "cluster"))))
        .flatMap(answer -> MEMBER.matcher(answer).results())
        .filter(found -> found.group(2).equals(role))
        .map(found -> Integer.valueOf(found.group(1)))
        .findFirst();
  }

  private URI control(int member, String what) {
    return URI.create("http://127.0.0.1:" + members.get(member).control() + "/" + what);
  }

  /** Nothing, if nobody answers. */
  private static String ask(HttpRequest.Builder request) {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException away) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean takesWrites(Member member) {
    try (var connection = connect(String.valueOf(member.port()));
        var rows = connection.createStatement().executeQuery("select pg_is_in_recovery()")) {
      return rows.next() && !rows.getBoolean(1);
    } catch (SQLException away) {
      return false;
    }
  }

  @Override
  public List<Integer> ports() {
    return members.stream().map(Member::port).toList();
  }

  @Override
  public Connection connect() throws SQLException {
    return connect(
        members.stream()
            .map(member -> String.valueOf(member.port()))
            .collect(Collectors.joining(",127.0.0.1:")));
  }

  private static Connection connect(String ports) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + ports
            + "/postgres?user=sojourn&connectTimeout=2&targetServerType="
            + (ports.contains(",") ? "primary" : "any"));
  }

  @Override
  public String version() {
    return Commands.run(List.of(bin.resolve("postgres").toString(), "--version")).strip();
  }

  @Override
  public void close() {
    members.forEach(Member::kill);
    Commands.killTree(etcd.toHandle());
    try {
      etcd.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Commands.run(List.of("rm", "-rf", directory.toString()));
  }
}
