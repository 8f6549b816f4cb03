package io.qnet.launcher.demo;

import static io.qnet.launcher.demo.StepFailure.unless;

import io.qnet.launcher.port.HostPorts;
import io.qnet.launcher.user.UserSegment;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.slirp.flow.FlowRow;
import io.qnet.wire.DropReason;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The steps of the tour of user mode, while everything runs. */
final class UserTour {
  /** The name that the gateway is told to know. */
  static final String NAME = "www.qnet.test";

  /** The host, as the guest sees it. */
  static final Ipv4Address HOST = new Ipv4Address(0x0a000202);

  /** Somebody outside, of a network that is for documentation only (RFC 5737). */
  private static final Ipv4Address OUTSIDE = new Ipv4Address(0xc0000201);

  private static final MacAddress HOST_MAC = new MacAddress(0x5255_0a00_0202L);
  static final Duration SOON = Duration.ofSeconds(3);
  private static final int LOOK_AGAIN_MILLIS = 10;

  private final Narrator narrator;
  private final Visitor visitor;
  private final Observed observed;
  private final Outdoors outdoors;

  /**
   * What can be seen from this side.
   *
   * @param segment the gateway's segment
   * @param frames what passed between it and the guest
   * @param events what it says happened
   */
  record Observed(UserSegment segment, Chronicle<Seen> frames, Chronicle<GatewayEvent> events) {}

  UserTour(Narrator narrator, Visitor visitor, Observed observed, Outdoors outdoors) {
    this.narrator = narrator;
    this.visitor = visitor;
    this.observed = observed;
    this.outdoors = outdoors;
  }

  /** Goes through all steps; the first that is not as it has to be ends it. */
  void run() throws IOException, InterruptedException, StepFailure {
    Arrival arrival = new Arrival(narrator, visitor, observed);
    arrival.plugIn();
    arrival.lease();
    neighbor();
    name();
    page();
    int mapping = file();
    ping();
    stranger(mapping);
    state();
    visitor.unplug();
  }

  private void neighbor() throws IOException, InterruptedException, StepFailure {
    narrator.step("neighbour");
    MacAddress mac = visitor.neighbor(HOST);
    unless(mac.equals(HOST_MAC), "the guest has " + HOST + " at " + mac);
    String question = passed("ARP", "who has " + HOST + "?");
    String answer = passed("ARP", HOST + " is at " + mac);
    narrator.fact("ARP: " + question + " - " + answer + ".");
    narrator.fact("The guest's neighbour table has it so.");
    narrator.why(
        "there is no such card. The gateway made the address of 52:55 and the four octets of "
            + HOST
            + ".");
  }

  private void name() throws IOException, InterruptedException, StepFailure {
    narrator.step("name");
    int before = observed.frames.now();
    List<Ipv4Address> found = visitor.resolve(NAME);
    unless(found.contains(HOST), NAME + " is " + found);
    long queries = count(before, "DNS", "query");
    long answers = count(before, "DNS", "answer");
    unless(answers >= 1 && queries >= answers, queries + " queries, " + answers + " answers");
    narrator.fact(NAME + " is " + found.get(0) + ".");
    narrator.fact("DNS: " + queries + " asked, " + answers + " answered.");
    narrator.why(
        "the gateway knows this name and those of the host's /etc/hosts; for others it asks the"
            + " host's own name servers.");
  }

  private void page() throws IOException, InterruptedException, StepFailure {
    narrator.step("page");
    int before = observed.events.now();
    String page = visitor.page(HOST, outdoors.pagePort());
    unless(page.strip().equals(Outdoors.PAGE_TEXT), "the page says \"" + page + "\"");
    InetSocketAddress caller =
        outdoors.reader().orElseThrow(() -> new StepFailure("the server saw nobody"));
    String from = caller.getAddress().getHostAddress();
    unless(from.equals("127.0.0.1"), "the server saw " + from + " call");
    narrator.fact(opened(before, "tcp", outdoors.pagePort()).sentence() + ":");
    narrator.fact("\"" + page.strip() + "\".");
    narrator.fact("The server saw " + from + ":" + caller.getPort() + " call.");
    narrator.why(
        "the guest's connection ends in the gateway, which opened one of its own; "
            + HOST
            + " stands for this host's 127.0.0.1. The guest's SYN was answered when the host's was.");
    outdoors.closePage();
  }

  /** Returns the port at which the host's socket for the guest's flow is. */
  private int file() throws IOException, InterruptedException, StepFailure {
    narrator.step("file");
    int before = observed.events.now();
    String text = visitor.file(HOST, outdoors.filePort(), Outdoors.FILE);
    unless(text.strip().equals(Outdoors.FILE_TEXT), "the file says \"" + text + "\"");
    InetSocketAddress caller =
        outdoors.loader().orElseThrow(() -> new StepFailure("the server saw nobody"));
    GatewayEvent.FlowOpened flow = opened(before, "udp", outdoors.filePort());
    narrator.fact(flow.sentence() + " (TFTP):");
    narrator.fact("\"" + text.strip() + "\".");
    narrator.fact("The server saw 127.0.0.1:" + caller.getPort() + " call.");
    narrator.why(
        "one socket of the host stands for one port of the guest, until 5 minutes after the last"
            + " datagram. Answers find their way back by it.");
    return caller.getPort();
  }

  private void ping() throws IOException, InterruptedException, StepFailure {
    narrator.step("ping");
    unless(visitor.ping(HOST), HOST + " did not answer a ping");
    int frames = observed.frames.now();
    int events = observed.events.now();
    unless(!visitor.ping(OUTSIDE), OUTSIDE + " answered a ping");
    GatewayEvent.Blocked blocked =
        observed
            .events
            .since(events, GatewayEvent.Blocked.class)
            .findFirst()
            .orElseThrow(() -> new StepFailure("nothing was blocked"));
    String refusal = "type 3 code 13 from " + HOST;
    unless(count(frames, "ICMP", refusal) > 0, "no ICMP " + refusal + " was sent");
    narrator.fact(HOST + " answers. For " + OUTSIDE + " comes ICMP type 3 code 13.");
    narrator.fact(blocked.sentence() + ".");
    narrator.why(
        "3/13 is \"administratively prohibited\": no need to wait. Sockets for ICMP take a"
            + " privilege, those for TCP and UDP do not.");
  }

  private void stranger(int mapping) throws IOException, InterruptedException, StepFailure {
    narrator.step("stranger");
    int frames = observed.frames.now();
    long before = prohibited();
    int port;
    try (DatagramSocket stranger = new DatagramSocket(0, Ipv4Address.LOOPBACK.toInet())) {
      byte[] text = "let me in".getBytes(StandardCharsets.US_ASCII);
      InetSocketAddress target = Ipv4Address.LOOPBACK.toSocketAddress(mapping);
      stranger.send(new DatagramPacket(text, text.length, target));
      port = stranger.getLocalPort();
      unless(dropsReach(before + 1), "the stranger's datagram was not dropped");
    }
    boolean heard =
        observed.frames.since(frames).stream()
            .anyMatch(seen -> !seen.fromGuest() && seen.kind().equals("UDP"));
    unless(!heard, "the guest was sent a stranger's datagram");
    Set<Integer> listening = HostPorts.ofThisHost().ownListening();
    unless(listening.isEmpty(), "this process listens at TCP ports " + listening);
    narrator.fact("From port " + port + " of the host to port " + mapping + ": dropped, counted.");
    narrator.fact("TCP ports at which this process listens: none (/proc/net/tcp).");
    narrator.why(
        "the guest never wrote to that stranger, so nothing of his is for it (RFC 4787, section 5)."
            + " And where nobody listens, nobody can connect.");
  }

  private void state() throws StepFailure {
    narrator.step("state");
    List<FlowRow> flows = observed.segment.snapshot().flows();
    Map<DropReason, Long> drops = observed.segment.snapshot().drops();
    unless(
        flows.stream().anyMatch(flow -> flow.protocol().equals("udp") && flow.octetsToGuest() > 0),
        "the flow of the file is gone: " + flows);
    unless(drops.getOrDefault(DropReason.PROHIBITED, 0L) >= 2, "drops are " + drops);
    flows.forEach(flow -> narrator.fact(row(flow)));
    drops.forEach(
        (reason, count) -> narrator.fact(count + " dropped: " + reason + ", " + reason.sentence()));
    narrator.why(
        "what goes nowhere is counted, under one reason. The two that were prohibited are the ping"
            + " and the stranger.");
  }

  private static String row(FlowRow flow) {
    IpAddress remote = flow.remote();
    String to = remote == null ? "" : " -> " + remote + ":" + flow.remotePort();
    return "%s port %d%s: %s, %d octets out, %d in"
        .formatted(
            flow.protocol(),
            flow.guestPort(),
            to,
            flow.state(),
            flow.octetsFromGuest(),
            flow.octetsToGuest());
  }

  private GatewayEvent.FlowOpened opened(int before, String protocol, int port) throws StepFailure {
    return observed
        .events
        .since(before, GatewayEvent.FlowOpened.class)
        .filter(flow -> flow.protocol().equals(protocol) && flow.remotePort() == port)
        .findFirst()
        .orElseThrow(() -> new StepFailure("the gateway opened no " + protocol + " flow for it"));
  }

  private String passed(String kind, String what) throws StepFailure {
    unless(count(0, kind, what) > 0, "on the wire there was no " + kind + " \"" + what + "\"");
    return what;
  }

  private long count(int since, String kind, String what) {
    return observed.frames.since(since).stream()
        .filter(seen -> seen.kind().equals(kind) && seen.what().equals(what))
        .count();
  }

  private long prohibited() {
    return observed.segment.snapshot().drops().getOrDefault(DropReason.PROHIBITED, 0L);
  }

  /** The datagram is on its way through the kernel; it takes less than a millisecond. */
  private boolean dropsReach(long wanted) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (long left = SOON.toMillis() / LOOK_AGAIN_MILLIS; left > 0; left--) {
      if (prohibited() >= wanted) {
        return true;
      }
      boolean unused = never.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
    return false;
  }
}
