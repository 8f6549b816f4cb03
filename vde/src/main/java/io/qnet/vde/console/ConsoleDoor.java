package io.qnet.vde.console;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.vde.SwitchEvent;
import io.qnet.wire.ByteStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets people in to a {@link Console}: a few sessions at a time, each a stream of lines. */
public final class ConsoleDoor {
  private static final int MOST_SESSIONS = 8;
  private static final int LONGEST_LINE = 1024;

  /** Octets that may wait for one who does not read; what happens then, he is not told. */
  private static final int MOST_UNREAD = 64 << 10;

  private final Console console;
  private final Function<String, List<String>> files;
  private final Executor background;
  private final Consumer<Runnable> loop;
  private final Set<Session> sessions = new LinkedHashSet<>();

  /**
   * A door.
   *
   * @param files reads the lines of a file; throws what makes {@code load} answer 1002
   * @param background runs that
   * @param loop runs what comes of it on the switch's thread
   */
  public ConsoleDoor(
      Console console,
      Function<String, List<String>> files,
      Executor background,
      Consumer<Runnable> loop) {
    this.console = console;
    this.files = files;
    this.background = background;
    this.loop = loop;
  }

  /** Somebody comes in; one too many is sent away. */
  public void accept(ByteStream stream) {
    accept(new Session(stream, true));
  }

  /** The same, without a greeting and without prompts: a script comes in. */
  public void acceptQuietly(ByteStream stream) {
    accept(new Session(stream, false));
  }

  private void accept(Session session) {
    session.stream.open(session);
    if (sessions.size() >= MOST_SESSIONS) {
      session.ended = true;
      session.stream.abort(ByteStream.Reason.CLOSED);
      return;
    }
    sessions.add(session);
    if (session.polite) {
      session.say(Console.banner());
      session.prompt();
    }
  }

  /** Tells who listens. */
  public void note(SwitchEvent event) {
    if (sessions.isEmpty()) {
      return;
    }
    Category category = categoryOf(event);
    if (category == null) {
      return;
    }
    for (Session session : sessions) {
      if (session.listening.contains(category) && session.stream.pending() < MOST_UNREAD) {
        session.say(List.of(category.line(event.sentence())));
      }
    }
  }

  /** What it counts as for a listener; null for what the original has no word for. */
  private static @Nullable Category categoryOf(SwitchEvent event) {
    return switch (event.type()) {
      case "port.up" -> Category.ENDPOINT_NEW;
      case "port.down" -> Category.ENDPOINT_GONE;
      case "station.moved" -> Category.HASH_NEW;
      case "stations.full" -> Category.HASH_GONE;
      case "stp.root" -> Category.FSTP_ROOT;
      default -> event.type().startsWith("stp.") ? Category.FSTP_STATUS : null;
    };
  }

  /** Ends every session. */
  public void close() {
    for (Session session : List.copyOf(sessions)) {
      session.ended = true;
      session.stream.abort(ByteStream.Reason.CLOSED);
    }
    sessions.clear();
  }

  /** One who came in. */
  private final class Session implements ByteStream.Reader {
    private final ByteStream stream;
    private final boolean polite;
    private final StringBuilder line = new StringBuilder();
    private final List<Category> listening = new ArrayList<>();
    private boolean ended;

    Session(ByteStream stream, boolean polite) {
      this.stream = stream;
      this.polite = polite;
    }

    @Override
    public void onBytes(ByteBuf octets) {
      String text = octets.toString(StandardCharsets.UTF_8);
      octets.release();
      boolean unended = polite && text.indexOf('\n') < 0; // vdeterm sends a command as it is
      for (int i = 0; i < text.length() && !ended; i++) {
        char c = text.charAt(i);
        if (c == '\n') {
          endLine();
        } else if (line.length() < LONGEST_LINE) {
          line.append(c);
        }
      }
      if (unended && !ended) {
        endLine();
      }
    }

    private void endLine() {
      String whole = line.toString();
      line.setLength(0);
      onLine(whole.replace("\r", ""));
    }

    private void onLine(String text) {
      String command = text.strip();
      if (command.startsWith("logout")) {
        say(List.of("9999 END OF SESSION"));
        end();
      } else if (command.startsWith("shutdown")) {
        say(List.of("9999 END OF SESSION"));
        end();
        console.shutdown();
      } else if (command.startsWith("load")) {
        load(command.substring("load".length()).strip());
      } else {
        say(console.answer(text, listening));
        prompt();
      }
    }

    private void load(String path) {
      try {
        background.execute(
            () -> {
              try {
                List<String> lines = files.apply(path);
                loop.accept(() -> loaded(path, lines));
              } catch (RuntimeException unreadable) {
                loop.accept(() -> answered(Errno.ENOENT));
              }
            });
      } catch (RejectedExecutionException busy) {
        answered(Errno.EPERM);
      }
    }

    private void loaded(String path, List<String> lines) {
      List<String> said = new ArrayList<>();
      console.run(path, lines, said::add);
      say(said);
      answered(Errno.OK);
    }

    private void answered(Errno outcome) {
      say(List.of(outcome.line()));
      prompt();
    }

    void say(List<String> lines) {
      if (!lines.isEmpty()) {
        write(String.join("\n", lines) + "\n");
      }
    }

    void prompt() {
      if (polite) {
        write("\nvde$ ");
      }
    }

    private void write(String text) {
      if (!ended) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf buf = ByteBufAllocator.DEFAULT.buffer(octets.length).writeBytes(octets);
        if (!stream.write(buf)) {
          stream.pause(); // who does not read is not asked for more
        }
      }
    }

    void end() {
      if (!ended) {
        stream.end();
        ended = true;
      }
    }

    @Override
    public void onEnd() {
      if (line.length() > 0 && !ended) {
        endLine(); // a script whose last line has no end
      }
      end();
      sessions.remove(this);
    }

    @Override
    public void onWritable() {
      stream.resume();
    }

    @Override
    public void onAbort(ByteStream.Reason reason) {
      ended = true;
      sessions.remove(this);
    }
  }
}
