package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be written, as in containers with a read-only root file system. */
class ReadOnlyFileSystemTest {
  /** Nobody can make a folder there, not even root. */
  private static final String NOWHERE = "-Djava.io.tmpdir=/proc/nowhere";

  @TempDir Path directory;

  @Test
  void itStartsWithoutATemporaryFolderAndServesItsPages() throws Exception {
    try (var sojourn =
        ForkedSojourn.start(directory, List.of(NOWHERE), Map.of("SOJOURN_STORE", "memory"))) {
      assertTrue(sojourn.isAlive(), sojourn.printed());
      for (var path : List.of("/docs/", "/docs/swagger-ui.css", "/account/signed-out")) {
        try (var socket = sojourn.connect()) {
          socket
              .getOutputStream()
              .write(
                  ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
      }
    }
  }

  @Test
  void theEmbeddedStoreSaysWhichFolderItNeeds() throws Exception {
    try (var sojourn =
        ForkedSojourn.start(
            directory,
            List.of(NOWHERE),
            Map.of(
                "SOJOURN_STORE",
                "embedded",
                "SOJOURN_DATA_DIR",
                directory.resolve("data").toString()))) {
      assertFalse(sojourn.isAlive());
      var last = sojourn.printed().lines().toList().getLast();
      assertEquals(
          "sojourn: the embedded Postgres needs a folder for temporary files, and /proc/nowhere "
              + "cannot be written: name another with SOJOURN_JAVA_OPTS=-Djava.io.tmpdir=...",
          last);
    }
  }
}
