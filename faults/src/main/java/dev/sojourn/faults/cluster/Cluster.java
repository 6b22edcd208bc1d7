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

  private final Postgres postgres;
  private final List<Node> nodes = new ArrayList<>();

  private Cluster(Postgres postgres) {
    this.postgres = postgres;
  }

  /** A cluster with these settings beside the default ones. */
  public static Cluster start(Map<String, String> settings) {
    return start(Postgres.start(), settings);
  }

  /** The same with a disk that can be filled. */
  public static Cluster startOnSmallDisk(int megabytes, Map<String, String> settings) {
    return start(Postgres.startOnSmallDisk(megabytes), settings);
  }

  private static Cluster start(Postgres postgres, Map<String, String> settings) {
    var cluster = new Cluster(postgres);
    try {
      var logs = Files.createDirectories(Path.of("faults/target/logs")).toAbsolutePath();
      var all = new HashMap<String, String>();
      // Passwords are counted and do not lock here; the second factor locks soon.
      all.put("SOJOURN_LOCKOUT_STEPS", "100=PT5M");
      all.put("SOJOURN_LOCKOUT_MFA_STEPS", "5=PT5M");
      all.putAll(settings);
      for (var i = 0; i < NODES; i++) {
        cluster.nodes.add(new Node(i, postgres, all, logs));
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

  /** Its Postgres. */
  public Postgres postgres() {
    return postgres;
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
    postgres.fill();
  }

  /** Gives the room back, and starts Postgres if it could not go on without. */
  public boolean emptyDisk() {
    postgres.empty();
    var fell = !postgres.isRunning();
    if (fell) {
      postgres.startAgain();
    }
    return fell;
  }

  /** Its Postgres's version. */
  public String postgresVersion() {
    return postgres.version();
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
    postgres.close();
  }
}
