package dev.sojourn.bootstrap.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that is written beside its place and put there when it is finished: a reader finds all of
 * the old or all of the new, also after a crash. One at a time can be writing it.
 */
public final class AtomicFile implements AutoCloseable {
  private static final String OWNER_ONLY = "rw-------";

  private final Path place;
  private final Path unfinished;
  private final FileChannel channel;
  private boolean inPlace;

  private AtomicFile(Path place, Path unfinished, FileChannel channel) {
    this.place = place;
    this.unfinished = unfinished;
    this.channel = channel;
  }

  /** Where it is written before it is put in its place. */
  public static Path unfinished(Path place) {
    return place.resolveSibling(place.getFileName() + ".new");
  }

  /**
   * Begins one that nobody but its owner can read.
   *
   * @throws java.nio.file.FileAlreadyExistsException if somebody else is writing it, or was stopped
   *     at it
   */
  public static AtomicFile begin(Path place) throws IOException {
    var unfinished = unfinished(place);
    var channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    return new AtomicFile(place, unfinished, channel);
  }

  public void write(String content) throws IOException {
    var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Gives it the owner, the group and the mode of what is in its place now. */
  void belongAsBefore() throws IOException {
    var wanted = view(place).readAttributes();
    var view = view(unfinished);
    var present = view.readAttributes();
    if (!present.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!present.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    view.setPermissions(wanted.permissions());
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class);
  }

  /** Puts it in its place for good. */
  public void put() throws IOException {
    channel.force(true);
    Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
    inPlace = true;
    try (var directory = FileChannel.open(place.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** What was not put in its place is gone. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!inPlace) {
      Files.deleteIfExists(unfinished);
    }
  }
}
