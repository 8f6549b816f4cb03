package io.qnet.launcher.fabric;

import io.netty.channel.unix.DomainSocketAddress;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.work.Awaited;
import io.qnet.vde.SwitchEvent;
import io.qnet.vde.VirtualSwitch;
import io.qnet.vde.console.Console;
import io.qnet.vde.console.ConsoleDoor;
import io.qnet.vde.console.Users;
import io.qnet.wire.channel.Loop;
import io.qnet.wire.channel.StreamDialer;
import io.qnet.wire.channel.StreamListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The console of a switch on its socket, and its rc file. */
final class Desk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final long LONGEST_FILE = 1 << 20;

  private final ConsoleDoor door;
  private final Loop loop;
  private final @Nullable StreamListener listener;

  private Desk(ConsoleDoor door, Loop loop, @Nullable StreamListener listener) {
    this.door = door;
    this.loop = loop;
    this.listener = listener;
  }

  /** What a console has to do with its switch. */
  record Segment(Loop loop, VirtualSwitch bridge, Executor background, Runnable shutdown) {}

  /**
   * Opens it, and does what the rc file says.
   *
   * @throws Failure if the socket cannot be had
   */
  static Desk open(SwitchPlan plan, SwitchPlan.Desk wanted, Segment segment) {
    Loop loop = segment.loop();
    Users users = users();
    Console console =
        Awaited.of(
            loop.submit(
                () ->
                    new Console(
                        segment.bridge(),
                        identity(plan, wanted),
                        users,
                        loop.clock()::now,
                        segment.shutdown())));
    Awaited.of(
        loop.submit(
            () -> {
              console.run("rc", wanted.commands(), line -> LOG.info("{}", line));
              return true;
            }));
    ConsoleDoor door = new ConsoleDoor(console, Desk::lines, segment.background(), loop::execute);
    if (wanted.stdin()) {
      openStdin(door, segment);
    }
    Path socket = wanted.socket();
    if (socket == null) {
      return new Desk(door, loop, null);
    }
    try {
      StreamListener listener =
          StreamListener.bind(new StreamDialer(loop), new DomainSocketAddress(socket.toString()));
      try {
        letIn(socket, wanted);
      } catch (IOException refused) {
        listener.close();
        throw refused;
      }
      listener.start((stream, ends) -> door.accept(stream));
      return new Desk(door, loop, listener);
    } catch (IOException e) {
      throw Failure.failed(
              "cannot open the console " + socket,
              String.valueOf(e.getMessage()),
              "choose another path with --mgmt")
          .because(e);
    }
  }

  private static void openStdin(ConsoleDoor door, Segment segment) {
    ExecutorService writer =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "qnet-stdout");
              thread.setDaemon(true);
              return thread;
            });
    Loop loop = segment.loop();
    StdinStream stream =
        new StdinStream(System.in, System.out, loop::execute, writer, segment.shutdown());
    loop.execute(() -> door.acceptQuietly(stream));
  }

  private static void letIn(Path socket, SwitchPlan.Desk wanted) throws IOException {
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(text(wanted.mode())));
    if (wanted.group() != null) {
      setGroup(socket, wanted.group());
    }
  }

  private static void setGroup(Path socket, String group) throws IOException {
    GroupPrincipal principal =
        socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
    Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(principal);
  }

  private static Console.Identity identity(SwitchPlan plan, SwitchPlan.Desk wanted) {
    SwitchPlan.Door entrance = plan.door();
    Path socket = wanted.socket();
    return new Console.Identity(
        ProcessHandle.current().pid(),
        entrance == null
            ? null
            : new Console.Place(entrance.directory().toString(), entrance.access().mode()),
        socket == null ? null : new Console.Place(socket.toString(), wanted.mode()));
  }

  private static String text(int mode) {
    StringBuilder text = new StringBuilder();
    for (int i = 8; i >= 0; i--) {
      text.append((mode >>> i & 1) == 0 ? '-' : "xwr".charAt(i % 3));
    }
    return text.toString();
  }

  /** Those of this host, as they are now. */
  static Users users() {
    return new Users(people("passwd"), people("group"));
  }

  private static List<String> people(String file) {
    try {
      return Files.readAllLines(Path.of("/etc", file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // they are shown by their numbers
    }
  }

  /** The lines of an rc file; off the loop. */
  static List<String> lines(String path) {
    try {
      if (Files.size(Path.of(path)) > LONGEST_FILE) {
        throw new IOException(path + " is longer than a script can be");
      }
      return Files.readAllLines(Path.of(path), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells who listens at the console; on the loop. */
  void note(SwitchEvent event) {
    door.note(event);
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
    loop.execute(door::close);
  }
}
