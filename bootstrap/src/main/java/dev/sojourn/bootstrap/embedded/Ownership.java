package dev.sojourn.bootstrap.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.sojourn.bootstrap.setting.AllSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds files that other users could have written or can read: those of another owner, and those
 * with permissions for others. A group may read, as Postgres allows it for its data directory (mode
 * 0750, files 0640).
 *
 * <p>The owner must be the user that the process runs as, root included: the embedded Postgres of
 * root runs in a user namespace of its own, in which its files still are root's.
 */
final class Ownership {
  private static final int DIRECTORY = 0700;
  private static final int FILE = 0600;

  /** Group write, and anything for others. */
  private static final int TOO_OPEN = 0027;

  private static final int PERMISSIONS = 0777;
  private static final int ROOT = 0;

  private Ownership() {}

  /**
   * What is wrong with a file or a directory that is there, and the command that mends it, on one
   * line. A symbolic link must belong to the user itself, and what it leads to may belong to root.
   */
  static Optional<String> fault(Path path) throws IOException {
    if (!Files.isSymbolicLink(path)) {
      return fault(path, false);
    }
    var owner = number(path, "uid");
    return owner == uid()
        ? fault(path.toRealPath(), true)
        : Optional.of(path + " is a symbolic link of " + owner(path) + ": rm " + path);
  }

  private static Optional<String> fault(Path path, boolean rootToo) throws IOException {
    var owner = number(path, "uid");
    if (owner != uid() && !(rootToo && owner == ROOT)) {
      return Optional.of(
          path
              + " belongs to "
              + owner(path)
              + ", and Sojourn runs as "
              + System.getProperty("user.name")
              + ": start it as that user, or set "
              + AllSettings.DATA_DIR
              + " to a directory of this user");
    }
    var mode = number(path, "mode") & PERMISSIONS;
    return (mode & TOO_OPEN) == 0
        ? Optional.empty()
        : Optional.of(
            "%s has mode %04o, so that other users could have changed or can read it: chmod %04o %s"
                .formatted(path, mode, Files.isDirectory(path) ? DIRECTORY : FILE, path));
  }

  /** Whether other users could have written into a directory, or can. */
  static boolean isOpen(Path directory) throws IOException {
    return fault(directory, false).isPresent();
  }

  private static String owner(Path path) throws IOException {
    return String.valueOf(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static int number(Path path, String attribute) throws IOException {
    return (int) Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
  }

  /** By number: in a container the user may have no name. */
  private static int uid() {
    return (int) new UnixSystem().getUid();
  }
}
