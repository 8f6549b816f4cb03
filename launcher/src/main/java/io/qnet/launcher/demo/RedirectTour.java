package io.qnet.launcher.demo;

import static io.qnet.launcher.demo.StepFailure.unless;

import io.qnet.launcher.port.HostPorts;
import io.qnet.web.RedirectApi;
import io.qnet.web.RedirectApi.Redirect;
import io.qnet.wire.address.Ipv4Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The steps of the tour of redirect mode, while everything runs. */
final class RedirectTour {
  /** What a server of SSH says first (RFC 4253, section 4.2). */
  static final String BANNER = "SSH-2.0-qnet_demo";

  private static final int LOOKS = 100;
  private static final int LOOK_AGAIN_MILLIS = 20;
  private static final int SSH = 22;
  private static final int ECHO = 7;
  private static final int PATIENCE_MS = 20_000;
  private static final int LADDER = 4;

  private final Narrator narrator;
  private final Visitor visitor;
  private final UserTour.Observed observed;
  private final RedirectApi doors;

  RedirectTour(Narrator narrator, Visitor visitor, UserTour.Observed observed, RedirectApi doors) {
    this.narrator = narrator;
    this.visitor = visitor;
    this.observed = observed;
    this.doors = doors;
  }

  /** Goes through all steps; the first that is not as it has to be ends it. */
  void run() throws IOException, InterruptedException, StepFailure {
    Arrival arrival = new Arrival(narrator, visitor, observed);
    arrival.plugIn();
    arrival.lease();
    service();
    Redirect door = door();
    int before = observed.frames().now();
    try (Socket client = call(door)) {
      visit(client);
      caller(client, before);
      Redirect second = told();
      shut(List.of(door, second), client);
    }
    visitor.unplug();
  }

  private void service() throws IOException, InterruptedException, StepFailure {
    narrator.step("service");
    visitor.greet(SSH, BANNER);
    listening(Set.of());
    narrator.fact("The guest serves port " + SSH + ", as a server of SSH does.");
    narrator.fact("TCP ports at which this process listens: none (/proc/net/tcp).");
    narrator.why(
        "a guest behind a gateway reaches everybody, and nobody reaches it: where nobody listens,"
            + " nobody can connect.");
  }

  /** What ended before may be about to close its own, so this looks again for a while. */
  private static void listening(Set<Integer> wanted)
      throws IOException, InterruptedException, StepFailure {
    Set<Integer> ports = HostPorts.ofThisHost().ownListening();
    for (int look = 0; look < LOOKS && !ports.equals(wanted); look++) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      ports = HostPorts.ofThisHost().ownListening();
    }
    unless(
        ports.equals(wanted),
        "this process listens at TCP ports " + ports + ", and not at " + wanted);
  }

  private Redirect door() throws IOException, InterruptedException, StepFailure {
    narrator.step("door");
    Redirect door = add("tcp::0-:" + SSH);
    listening(Set.of(door.hostPort()));
    narrator.fact("It stands as " + door.rule() + ", open to: " + door.reach() + ".");
    narrator.fact("TCP ports at which this process listens: " + door.hostPort() + ", no other.");
    narrator.why(
        "the guest was told nothing and did not start anew. 0 asks for a port that is free; where"
            + " no address is written it is 127.0.0.1's, and no network gets in.");
    return door;
  }

  private Redirect add(String rule) throws InterruptedException, StepFailure {
    narrator.fact("qnet redirect add " + rule);
    return done(doors.add(List.of(rule))).get(0);
  }

  private static List<Redirect> done(CompletionStage<List<Redirect>> work)
      throws InterruptedException, StepFailure {
    try {
      return work.toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new StepFailure("the doors did not change: " + failed);
    }
  }

  private static Socket call(Redirect door) throws IOException {
    Socket client = new Socket(Ipv4Address.LOOPBACK.toInet(), door.hostPort());
    client.setSoTimeout(PATIENCE_MS);
    return client;
  }

  private static @Nullable String line(Socket client) throws IOException {
    return new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  private void visit(Socket client) throws IOException, StepFailure {
    narrator.step("visit");
    String said = line(client);
    unless(BANNER.equals(said), "the service said: " + said);
    narrator.fact("127.0.0.1 port " + client.getPort() + " says \"" + said + "\".");
    narrator.why(
        "the gateway called the guest when the client came. Had the guest refused, the client"
            + " would have been reset: a door does not answer for the guest. With a real server it"
            + " is: ssh -p "
            + client.getPort()
            + " 127.0.0.1");
  }

  private void caller(Socket client, int before)
      throws IOException, InterruptedException, StepFailure {
    narrator.step("caller");
    List<Seen> wire =
        observed.frames().since(before).stream()
            .filter(seen -> seen.kind().equals("TCP") && seen.what().contains(":" + SSH + " "))
            .limit(LADDER)
            .toList();
    unless(!wire.isEmpty(), "no segment passed to the guest's port " + SSH);
    String syn = wire.get(0).what();
    unless(
        !wire.get(0).fromGuest() && syn.startsWith(UserTour.HOST + ":") && syn.endsWith(" SYN"),
        "the connection began with " + wire.get(0));
    narrator.fact(
        "client: 127.0.0.1:" + client.getLocalPort() + " > 127.0.0.1:" + client.getPort());
    wire.forEach(seen -> narrator.fact(seen.toString().replace(": TCP", ":")));
    Optional<String> known = visitor.caller(SSH);
    if (known.isPresent()) {
      String from = syn.substring(0, syn.indexOf(" > "));
      unless(known.get().equals(from), "the guest is connected with " + known.get());
      narrator.fact(
          "netstat in the guest: port " + SSH + " is connected with " + known.get() + ".");
    }
    narrator.why(
        "why does my server see "
            + UserTour.HOST
            + "? There are two connections. The client's ends in the gateway; the gateway opened"
            + " the other from its own address on the guest's network, to which the guest's"
            + " answers find their way. Nothing in these segments says who the client is.");
  }

  private Redirect told() throws IOException, InterruptedException, StepFailure {
    narrator.step("tell who");
    visitor.repeat(ECHO);
    Redirect door = add("tcp::0-:" + ECHO + ",proxy-protocol=v1");
    try (Socket client = call(door)) {
      String said = line(client);
      String wanted =
          "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " " + client.getPort();
      unless(wanted.equals(said), "the guest heard: " + said);
      narrator.fact("The guest heard, before all else: " + said);
    }
    narrator.why(
        "with the PROXY protocol the gateway says who called. nginx, HAProxy and others"
            + " understand that line; a server that does not takes it for what the client said, so"
            + " it is sent only where you ask for it.");
    return door;
  }

  private void shut(List<Redirect> open, Socket client)
      throws IOException, InterruptedException, StepFailure {
    narrator.step("shut");
    List<String> rules = open.stream().map(Redirect::rule).toList();
    done(doors.remove(rules, true));
    String end = end(client);
    String refusal = refusal(client.getPort());
    listening(Set.of());
    rules.forEach(rule -> narrator.fact("qnet redirect remove --cut " + rule));
    narrator.fact("Who was in: \"" + end + "\". Who calls now: \"" + refusal + "\".");
    narrator.fact("TCP ports at which this process listens: none.");
    narrator.why(
        "a door that is shut is a port at which nobody listens. Without --cut nobody new gets in,"
            + " and who is in stays until they go.");
  }

  private static String end(Socket client) throws StepFailure {
    try {
      int next = client.getInputStream().read();
      throw new StepFailure("the client was not put out: it read " + next);
    } catch (IOException reset) {
      return String.valueOf(reset.getMessage());
    }
  }

  private static String refusal(int port) throws IOException, StepFailure {
    try (Socket unwanted = new Socket(Ipv4Address.LOOPBACK.toInet(), port)) {
      throw new StepFailure("port " + unwanted.getPort() + " still lets somebody in");
    } catch (ConnectException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
