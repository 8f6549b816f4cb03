package io.qnet.bench.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of our own, under a name that nobody else has; gone when closed. */
public final class Namespace implements AutoCloseable {
  private static final AtomicInteger SERIAL = new AtomicInteger();

  private final Children children;
  private final String name;

  private Namespace(Children children, String name) {
    this.children = children;
    this.name = name;
  }

  /** Makes one, with its loopback up. Needs CAP_SYS_ADMIN. */
  public static Namespace create(Children children) throws BenchException, InterruptedException {
    String name = "qbench" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
    try {
      children.require("ip", "netns", "add", name);
    } catch (BenchException e) {
      if (e.isMissing()) {
        throw e;
      }
      throw BenchException.missing(
          "cannot make a network namespace: " + e.meaning(),
          "nothing was measured: programs that are compared get a namespace each",
          "run it as root: sudo ./qnet bench ...");
    }
    Namespace made = children.keep(new Namespace(children, name));
    made.ip("link", "set", "lo", "up");
    return made;
  }

  /** Its name, as {@code ip netns} has it. */
  public String name() {
    return name;
  }

  /** Its file. */
  public String path() {
    return "/run/netns/" + name;
  }

  /** The words that run {@code words} in here, as the same process. */
  public List<String> in(List<String> words) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + path()));
    all.addAll(words);
    return all;
  }

  /** Runs {@code ip} in here. */
  public void ip(String... words) throws BenchException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("ip", "-n", name));
    all.addAll(List.of(words));
    children.require(all.toArray(String[]::new));
  }

  /** Lets connections go out from 55,000 ports: those in TIME-WAIT keep theirs for a minute. */
  public void manyPorts() throws BenchException, InterruptedException {
    String write = "echo 10000 65000 > /proc/sys/net/ipv4/ip_local_port_range";
    children.require(in(List.of("sh", "-c", write)).toArray(String[]::new));
  }

  /** Whether a default route is there: somebody has configured it. */
  public boolean hasDefaultRoute() throws BenchException, InterruptedException {
    return !children.require("ip", "-n", name, "route", "show", "default").isBlank();
  }

  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    Process process = new ProcessBuilder("ip", "netns", "del", name).inheritIO().start();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
