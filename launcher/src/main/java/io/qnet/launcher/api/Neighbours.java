package io.qnet.launcher.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import java.io.IOException;
import java.net.URI;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all that this user runs listens on the loopback address: their APIs, and ports where
 * machines plug in. Read from the run directories, and again whenever something is made or removed
 * there (inotify(7)), so that guests are kept away from what starts later, too.
 */
final class Neighbours implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  /** One that was killed tells nobody: its ports are given back then, in seconds. */
  private static final int LOOK_AGAIN = 60;

  private static final Pattern PORT =
      Pattern.compile("stream:(?:127[.].*|0[.]0[.]0[.]0|\\[::1?]):([0-9]{1,5})");

  private final Path root;
  private final WatchService watch;
  private Set<Integer> known = Set.of();

  /**
   * Looks at nothing yet.
   *
   * @param root the directory of all run directories
   */
  Neighbours(Path root) throws IOException {
    this.root = root;
    this.watch = root.getFileSystem().newWatchService();
  }

  /**
   * Waits and looks until it is closed, from another thread.
   *
   * @param ports told all of them, whenever they change
   */
  void watch(Consumer<Set<Integer>> ports) {
    try {
      while (true) {
        look(ports);
        for (WatchKey key = watch.poll(LOOK_AGAIN, TimeUnit.SECONDS);
            key != null;
            key = watch.poll()) {
          key.pollEvents();
          boolean unused = key.reset();
        }
      }
    } catch (ClosedWatchServiceException over) {
      LOG.debug("nobody looks at {} any more", root);
    } catch (IOException unreadable) {
      LOG.warn("guests are not kept from other networks of qnet's: {}", unreadable.toString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once; first it asks to be told of what changes meanwhile. */
  void look(Consumer<Set<Integer>> ports) throws IOException {
    Set<Integer> now = new HashSet<>();
    register(root);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          add(now, entry);
        }
      }
    }
    if (!now.equals(known)) {
      known = Set.copyOf(now);
      ports.accept(known);
    }
  }

  /** Those that were told last; on the thread that looks. */
  Set<Integer> known() {
    return known;
  }

  private void register(Path folder) throws IOException {
    WatchKey unused =
        folder.register(
            watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
  }

  private void add(Set<Integer> ports, Path directory) {
    try {
      register(directory);
      Optional<Running> running = RunRoot.running(directory);
      if (running.isPresent()) {
        Matcher port = PORT.matcher(String.valueOf(running.get().port()));
        if (port.matches()) {
          ports.add(Integer.parseInt(port.group(1)));
        }
        ports.add(URI.create(ApiFile.read(directory.resolve(ApiFile.NAME)).address()).getPort());
      }
    } catch (JsonProcessingException | IllegalArgumentException | Failure notOurs) {
      LOG.debug("{}: {}", directory, notOurs.getMessage());
    } catch (IOException comingOrGoing) {
      LOG.debug("{}: {}", directory, comingOrGoing.toString());
    }
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
