package io.qnet.launcher.qemu;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts children that the kernel kills when this JVM dies, also by SIGKILL.
 *
 * <p>prctl(2), PR_SET_PDEATHSIG: the signal comes when the thread that made the child ends. So all
 * are made by one thread that ends with the JVM.
 */
public final class Spawner {
  private static final ExecutorService PARENT =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "qemu parent");
            thread.setDaemon(true);
            return thread;
          });

  private Spawner() {}

  /** Starts {@code words}; pipes on stdin, stdout and stderr. */
  static Process start(List<String> words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Setpriv.PREFIX);
    all.addAll(words);
    return start(new ProcessBuilder(all), words.get(0));
  }

  /**
   * Starts {@code words} in a session of its own (setsid(2)), which Ctrl-C on our terminal does not
   * reach; a pipe on stderr alone.
   */
  static Process startApart(List<String> words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    Program.find("setsid", System.getenv()).ifPresent(program -> all.add(program.toString()));
    all.addAll(Setpriv.PREFIX);
    all.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return start(builder, words.get(0));
  }

  /** Starts what {@code builder} says, so guarded; its redirections and environment stay. */
  public static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Setpriv.PREFIX);
    all.addAll(builder.command());
    String name = builder.command().get(0);
    return start(builder.command(all), name);
  }

  private static Process start(ProcessBuilder builder, String name)
      throws IOException, InterruptedException {
    try {
      return PARENT.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + name + ": " + e.getCause(), e.getCause());
    }
  }

  /** Whether children die with us; false where there is no setpriv (it is part of util-linux). */
  static boolean guarded() {
    return !Setpriv.PREFIX.isEmpty();
  }

  /** Asked once, when first needed. */
  private static final class Setpriv {
    static final List<String> PREFIX = probe();

    private static List<String> probe() {
      Optional<Path> setpriv = Program.find("setpriv", System.getenv());
      if (setpriv.isEmpty()) {
        return List.of();
      }
      List<String> prefix = List.of(setpriv.get().toString(), "--pdeathsig", "KILL", "--");
      List<String> probe = new ArrayList<>(prefix);
      probe.add("true");
      try {
        return Program.of(probe).within(Duration.ofSeconds(10)).run().ok() ? prefix : List.of();
      } catch (IOException e) {
        return List.of();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
    }
  }
}
