package io.qnet.tap.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file of JSON lines, each of which is on the disk before what it announces is done: fsync(2) for
 * every line, and for the folder when a journal appears or goes.
 */
final class Journal implements AutoCloseable {
  static final String SUFFIX = ".journal";
  private static final JsonMapper JSON = new JsonMapper();

  private final FileChannel channel;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  static Path file(Path folder, String name) {
    return folder.resolve(name + SUFFIX);
  }

  /** Begins the journal of {@code header}'s plan; there is none of that name yet. */
  static Journal create(Path folder, Header header) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file(folder, header.plan().name()),
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Journal journal = new Journal(channel);
    journal.line(JSON.writeValueAsString(header));
    sync(folder);
    return journal;
  }

  /** Goes on with a journal that was read. */
  static Journal append(Path folder, String name) throws IOException {
    return new Journal(
        FileChannel.open(file(folder, name), StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
  }

  /** Writes down what is about to happen, or has happened. */
  void note(Entry.Event event, int step) throws IOException {
    line(JSON.writeValueAsString(new Entry(event, step)));
  }

  private void line(String text) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
    while (octets.hasRemaining()) {
      channel.write(octets);
    }
    channel.force(true);
  }

  /**
   * What the journal tells; nothing if its first line was never finished: nothing was done then.
   */
  static Optional<Recorded> read(Path file) throws IOException {
    String text = Files.readString(file);
    String[] lines = text.split("\n", -1);
    if (lines.length < 2) {
      return Optional.empty();
    }
    Header header = header(file, lines[0]);
    int begun = 0;
    boolean complete = false;
    boolean undoing = false;
    Set<Integer> undone = new HashSet<>();
    for (int i = 1; i < lines.length - 1; i++) { // what follows the last line's end was torn off
      Entry entry = JSON.readValue(lines[i], Entry.class);
      switch (entry.event()) {
        case BEGIN -> begun = Math.max(begun, entry.step() + 1);
        case COMPLETE -> complete = true;
        case UNDO -> undoing = true;
        case UNDONE -> undone.add(entry.step());
      }
    }
    return Optional.of(
        new Recorded(header.place(), header.plan(), begun, complete, undoing, undone));
  }

  private static Header header(Path file, String line) throws IOException {
    try {
      Header header = JSON.readValue(line, Header.class);
      if (header.version() == Header.VERSION) {
        return header;
      }
    } catch (JsonProcessingException notOurs) {
      throw new IOException(file + " is no journal of this version of qnet", notOurs);
    }
    throw new IOException(file + " is no journal of this version of qnet");
  }

  /** Removes a journal whose steps were all taken back. */
  static void delete(Path folder, String name) throws IOException {
    Files.deleteIfExists(file(folder, name));
    sync(folder);
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
