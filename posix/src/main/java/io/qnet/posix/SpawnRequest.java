package io.qnet.posix;

import com.sun.jna.Memory;
import com.sun.jna.StringArray;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What posix_spawn(3) is told: native memory that is filled in once, and given back when closed.
 */
final class SpawnRequest implements AutoCloseable {
  /** Larger than glibc's structures on any machine: 80 and 336 octets. */
  private static final int ROOM = 512;

  /** A sigset_t. */
  private static final int SIGNALS = 128;

  private static final short OWN_GROUP = 0x02;
  private static final short SIGNAL_MASK = 0x08;
  private static final int FIRST_UNUSED = 3;

  private final Memory actions = cleared(ROOM);
  private final Memory attributes = cleared(ROOM);
  private final Memory noSignals = cleared(SIGNALS);

  /**
   * A program with {@code socket} for its standard input and output, {@code errors} for its
   * standard error, no other descriptor, a process group of its own, and no signal blocked.
   */
  SpawnRequest(int socket, int errors) throws PosixException {
    require(Libc.posix_spawn_file_actions_init(actions));
    require(Libc.posix_spawnattr_init(attributes));
    require(Libc.posix_spawn_file_actions_adddup2(actions, socket, 0));
    require(Libc.posix_spawn_file_actions_adddup2(actions, socket, 1));
    require(Libc.posix_spawn_file_actions_adddup2(actions, errors, 2));
    require(Libc.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_UNUSED));
    require(Libc.posix_spawnattr_setpgroup(attributes, 0));
    require(Libc.posix_spawnattr_setsigmask(attributes, noSignals));
    require(Libc.posix_spawnattr_setflags(attributes, (short) (OWN_GROUP | SIGNAL_MASK)));
  }

  private static Memory cleared(int octets) {
    Memory memory = new Memory(octets);
    memory.clear();
    return memory;
  }

  private static void require(int errno) throws PosixException {
    if (errno != 0) {
      throw PosixException.of("posix_spawn", errno, "no program can be started", "try again later");
    }
  }

  /**
   * Starts {@code command}, whose first word is looked for on the PATH, with our environment.
   *
   * @return its process id
   * @throws PosixException if there is no such program, or it cannot be started
   */
  int start(List<String> command) throws PosixException {
    String file = command.get(0);
    int[] pid = new int[1];
    String[] environment =
        System.getenv().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toArray(String[]::new);
    int errno =
        Libc.posix_spawnp(
            pid,
            file,
            actions,
            attributes,
            native8(command.toArray(String[]::new)),
            native8(environment));
    if (errno != 0) {
      throw PosixException.of(
          "posix_spawn(" + file + ")",
          errno,
          "the program was not started",
          errno == Errno.ENOENT
              ? "look whether it is installed: command -v " + file
              : "look at its permissions: ls -l " + file);
    }
    return pid[0];
  }

  private static StringArray native8(String[] words) {
    return new StringArray(words, StandardCharsets.UTF_8.name());
  }

  @Override
  public void close() {
    int unused = Libc.posix_spawn_file_actions_destroy(actions);
    unused = Libc.posix_spawnattr_destroy(attributes);
    actions.close();
    attributes.close();
    noSignals.close();
  }
}
