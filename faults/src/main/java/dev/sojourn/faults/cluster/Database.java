package dev.sojourn.faults.cluster;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Where the nodes of a cluster keep what they know. */
public interface Database extends AutoCloseable {
  /** Where its hosts listen, each on the loopback interface. */
  List<Integer> ports();

  /** A connection of our own to what takes writes, past all proxies. */
  Connection connect() throws SQLException;

  /** Its version. */
  String version();

  @Override
  void close();
}
