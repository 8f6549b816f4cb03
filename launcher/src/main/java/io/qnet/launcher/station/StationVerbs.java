package io.qnet.launcher.station;

import io.qnet.launcher.cli.Failure;
import io.qnet.wire.address.Ipv4Address;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** What a station can be told to do, in words. Blocks, until its thread is interrupted. */
final class StationVerbs {
  private static final int PINGS = 3;
  private static final int HTTP_PORT = 80;
  private static final int ECHO_PORT = 7;

  private final StationSession session;
  private final PrintStream out;
  private final BufferedReader in;

  /** Verbs of {@code session}, whose results go to {@code out}; a shell reads {@code in}. */
  StationVerbs(StationSession session, PrintStream out, BufferedReader in) {
    this.session = session;
    this.out = out;
    this.in = in;
  }

  /** Gets a lease and does what {@code words}, which were checked, say. */
  void run(List<String> words) throws InterruptedException {
    StationAddress address = session.ask(Station::dhcp);
    StationWords verb = StationWords.check(words);
    if (verb == StationWords.SHELL) {
      shell(address);
      return;
    }
    once(verb, words, address);
    if (verb.lasting()) {
      new CountDownLatch(1).await();
    }
  }

  /** Does it; what lasts goes on when this returns. */
  private void once(StationWords verb, List<String> words, StationAddress address) {
    String argument = words.size() > 1 ? words.get(1) : "";
    switch (verb) {
      case DHCP -> lease(address);
      case PING -> ping(argument);
      case DNS -> dns(argument);
      case GET -> get(StationWords.url(argument));
      case SERVE -> serve(address, StationWords.port(argument));
      case UDP_ECHO -> echo(address, argument.isEmpty() ? ECHO_PORT : StationWords.port(argument));
      case SHELL -> {} // one is enough
    }
    out.flush();
  }

  private void lease(StationAddress address) {
    String mac =
        session.ask(station -> CompletableFuture.completedFuture(station.mac())).toString();
    out.println("mac     " + mac);
    out.println("address " + address.address() + "/" + address.subnet().prefixLength());
    out.println("router  " + address.router());
    out.println("dns     " + address.dns());
    out.println("server  " + address.server());
    out.println("lease   " + address.leaseSeconds() + " s");
    out.println("mtu     " + address.mtu());
  }

  private void ping(String target) {
    Ipv4Address address = addressOf(target);
    int answers = 0;
    for (int i = 1; i <= PINGS; i++) {
      Station.Echo echo = session.ask(station -> station.ping(address));
      out.println(line(echo, i));
      answers += echo.outcome() == Station.Outcome.ANSWER ? 1 : 0;
    }
    if (answers == 0) {
      throw Failure.failed(
          "none of " + PINGS + " pings to " + address + " was answered",
          "the way there is closed, or nobody is there",
          "user mode carries TCP and UDP; of pings only those to 10.0.2.2 and 10.0.2.3");
    }
  }

  private static String line(Station.Echo echo, int sequence) {
    String time = String.format(Locale.ROOT, "%.3f ms", echo.took().toNanos() / 1e6);
    return switch (echo.outcome()) {
      case ANSWER -> "answer from " + echo.from() + ": seq=" + sequence + " time=" + time;
      case ERROR -> "from " + echo.from() + ": ICMP type " + echo.type() + " code " + echo.code();
      case SILENCE -> "no answer from " + echo.from();
    };
  }

  /** The body goes out as it is, whatever the server says about it. */
  private void get(URI uri) {
    Ipv4Address address = addressOf(uri.getHost());
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    String rawPath = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String path = uri.getRawQuery() == null ? rawPath : rawPath + "?" + uri.getRawQuery();
    byte[] answer = session.ask(station -> station.get(address, port, uri.getHost(), path));
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("\r\n\r\n");
    out.writeBytes(Arrays.copyOfRange(answer, body < 0 ? 0 : body + 4, answer.length));
    out.flush();
    String status = text.lines().findFirst().orElse("nothing");
    if (!status.matches("HTTP/1\\.[01] 2[0-9][0-9].*")) {
      throw Failure.failed(
          "the server answered " + status,
          "this is not the page that was asked for",
          "see the address and the path, or the server's log");
    }
  }

  private void serve(StationAddress address, int port) {
    begin(station -> station.listen(port, Greeting::serve));
    out.println("ready: serving HTTP at http://" + address.address() + ":" + port + "/");
  }

  private void echo(StationAddress address, int port) {
    begin(station -> station.echo(port));
    out.println("ready: echoing UDP at " + address.address() + ":" + port);
  }

  private void begin(Consumer<Station> server) {
    Boolean unused =
        session.ask(
            station -> {
              server.accept(station);
              return CompletableFuture.completedFuture(true);
            });
  }

  private void shell(StationAddress address) throws InterruptedException {
    out.println(
        "station "
            + address.address()
            + ": "
            + String.join(", ", StationWords.names())
            + "; exit ends");
    ShellLines lines = ShellLines.of(in);
    while (true) {
      out.print("station> ");
      out.flush();
      Optional<String> line = lines.next().map(String::strip);
      if (line.isEmpty()) {
        out.println(); // ends the line of the prompt
        return;
      }
      if (line.get().equals("exit")) {
        return;
      }
      if (!line.get().isEmpty()) {
        typed(List.of(line.get().split("\\s+")), address);
      }
    }
  }

  private void typed(List<String> words, StationAddress address) throws InterruptedException {
    try {
      once(StationWords.check(words), words, address);
    } catch (Failure failure) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      out.println(failure.getMessage());
      out.println(failure.remedy());
    }
  }

  private Ipv4Address addressOf(String target) {
    try {
      return Ipv4Address.parse(target);
    } catch (IllegalArgumentException notAnAddress) {
      return dnsOf(target).get(0);
    }
  }

  private void dns(String name) {
    dnsOf(name).forEach(out::println);
  }

  private List<Ipv4Address> dnsOf(String name) {
    List<Ipv4Address> found = session.ask(station -> station.resolve(name));
    if (found.isEmpty()) {
      throw Failure.failed(
          "the name " + name + " has no IPv4 address",
          "the station speaks IPv4 only",
          "try another name, or an address");
    }
    return found;
  }
}
