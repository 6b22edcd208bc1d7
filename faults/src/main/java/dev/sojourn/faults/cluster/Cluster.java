package dev.sojourn.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Nodes on one Postgres. */
public final class Cluster implements AutoCloseable {
  /** How many nodes. */
  public static final int NODES = 3;

  private final Database database;
  private final List<Node> nodes = new ArrayList<>();

  private Cluster(Database database) {
    this.database = database;
  }

  /** A cluster with these settings beside the default ones. */
  public static Cluster start(Map<String, String> settings) {
    return start(Postgres.start(), settings);
  }

  /** The same with a disk that can be filled. */
  public static Cluster startOnSmallDisk(int megabytes, Map<String, String> settings) {
    return start(Postgres.startOnSmallDisk(megabytes), settings);
  }

  /** The same on a database that has been started, which is closed with it. */
  public static Cluster start(Database database, Map<String, String> settings) {
    var cluster = new Cluster(database);
    try {
      var logs = Files.createDirectories(Path.of("faults/target/logs")).toAbsolutePath();
      var all = new HashMap<String, String>();
      // Passwords are counted and do not lock here; the second factor locks soon.
      all.put("SOJOURN_LOCKOUT_STEPS", "100=PT5M");
      all.put("SOJOURN_LOCKOUT_MFA_STEPS", "5=PT5M");
      all.putAll(settings);
      for (var i = 0; i < NODES; i++) {
        cluster.nodes.add(new Node(i, database, all, logs));
      }
      cluster.nodes.forEach(Node::awaitReady);
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Where it keeps what it knows. */
  public Database database() {
    return database;
  }

  /** The same where it is one Postgres alone. */
  public Postgres postgres() {
    if (database instanceof Postgres postgres) {
      return postgres;
    }
    throw new IllegalStateException("is more than one Postgres");
  }

  /** A node, from 0. */
  public Node node(int number) {
    return nodes.get(number);
  }

  /** All nodes. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Where clients find them. */
  public List<Integer> ports() {
    return nodes.stream().map(Node::port).toList();
  }

  /** Fills the small disk. */
  public void fillDisk() {
    postgres().fill();
  }

  /** Gives the room back, and starts Postgres if it could not go on without. */
  public boolean emptyDisk() {
    var postgres = postgres();
    postgres.empty();
    var fell = !postgres.isRunning();
    if (fell) {
      postgres.startAgain();
    }
    return fell;
  }

  /** Its Postgres's version. */
  public String postgresVersion() {
    return database.version();
  }

  /** Resident memory of the nodes. */
  public String resident() {
    return nodes.stream()
        .map(node -> node.resident() / 1_000_000 + " MB")
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    database.close();
  }
}
