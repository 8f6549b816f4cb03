package io.qnet.launcher.demo;

import static io.qnet.launcher.demo.StepFailure.unless;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.captures.CaptureFile;
import io.qnet.captures.CaptureOrigin;
import io.qnet.captures.CapturedPacket;
import io.qnet.captures.TappedLink;
import io.qnet.captures.WallTime;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Program;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.tap.SnoopLink;
import io.qnet.wire.Link;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.channel.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tour of TAP mode, inside its network namespace; every step is checked. */
public final class TapTour {
  private static final String SUBNET = "192.168.77.0/24";
  private static final String ROUTER = "192.168.77.1";
  private static final String GUEST = "192.168.77.10";
  private static final String FILE = "demo-tap.pcapng";
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int PING_MILLIS = 5000;
  private static final Pattern LLADDR = Pattern.compile("lladdr (\\S+)");

  private final Terminal terminal;
  private final Narrator narrator;
  private final Chronicle<Seen> inside = new Chronicle<>();
  private final Chronicle<Seen> outside = new Chronicle<>();

  /** A tour that tells on the terminal's standard output. */
  public TapTour(Terminal terminal, boolean colours) {
    this.terminal = terminal;
    this.narrator = new Narrator(terminal.out(), colours);
  }

  /** From the first word to the last; a {@link Failure} if a step is not as it has to be. */
  public void run() {
    try {
      tour();
    } catch (IOException | StepFailure failed) {
      narrator.endTitle();
      throw Failure.failed(
              "step " + narrator.number() + " failed: " + failed.getMessage(),
              "the tour ends here; its network namespace goes with it",
              "run it again with --verbose and report what it prints")
          .because(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("try") // the world only has to be there
  private void tour() throws IOException, InterruptedException, StepFailure {
    narrator.say(
        "TAP mode: a machine joins the host's own network stack. This tour takes place in a"
            + " network namespace of its own, so nothing of this host is touched; that, a bridge"
            + " and its rules are what it needed root for.");
    Path capture = Captures.place(terminal, FILE);
    try (TapWorld world = TapWorld.make();
        Loop loop = Loop.start("qnet-demo")) {
      host();
      plan();
      String before = network();
      try (CaptureFile file =
          CaptureFile.create(
              capture, CaptureOrigin.here("qnet"), WallTime.of(loop.clock()), () -> {})) {
        guest(loop, file);
      }
      undo(before);
    }
    narrator.step("capture");
    narrator.fact(CapturedPacket.count(capture) + " packets of both sides: wireshark " + capture);
    narrator.why("the same connection is in it twice, under two addresses: that is a NAT.");
  }

  private void host() throws IOException, InterruptedException {
    narrator.step("host");
    narrator.fact(
        "this namespace is the host: "
            + TapWorld.HOST
            + " on up0, default route by "
            + TapWorld.NEXT
            + "; somebody outside is at "
            + TapWorld.OUTSIDE
            + ".");
    narrator.why("a namespace has interfaces, routes, rules and sysctls of its own.");
  }

  private void plan() throws IOException, InterruptedException, StepFailure {
    narrator.step("plan");
    String text = qnet("tap", "plan", "network", "lab", "--subnet", SUBNET, "--nat");
    long commands = text.lines().filter(line -> line.matches("(ip|nft|echo|qnet) .*")).count();
    unless(TapWorld.json("ip", "-j", "link").size() == 2, "planning made an interface");
    narrator.fact(commands + " commands; the first for the bridge:");
    narrator.fact(
        text.lines().filter(line -> line.startsWith("ip link add")).findFirst().orElse(""));
    narrator.why("a plan can be read before anything is changed, and typed by hand.");
  }

  /** Returns how the host was before. */
  private String network() throws IOException, InterruptedException, StepFailure {
    String before = state();
    narrator.step("network");
    narrator.fact(qnet("tap", "network", "lab", "--subnet", SUBNET, "--nat").strip());
    String tables = Program.of("nft", "list", "tables").require();
    unless(tables.contains("inet qnet_lab"), "there is no table inet qnet_lab: " + tables);
    narrator.fact("rules: " + String.join(", ", tables.lines().toList()));
    narrator.why(
        "this host forwarded nothing before, so a guard drops whatever is not of this network."
            + " Every step was in a journal before it was taken.");
    return before;
  }

  private String state() throws IOException, InterruptedException {
    return TapWorld.ip("-j", "-d", "address")
        + Program.of("nft", "-j", "list", "ruleset").require()
        + Program.of("cat", "/proc/sys/net/ipv4/ip_forward").require();
  }

  private void guest(Loop loop, CaptureFile file)
      throws IOException, InterruptedException, StepFailure {
    qnet("tap", "create", "tap0", "--bridge", "lab");
    Link near = snoop(loop, file, "tap0", inside);
    Link far = snoop(loop, file, "up0", outside);
    try (GuestShell shell = plugIn()) {
      lease(shell);
      neighbors(shell);
      ping();
      page(shell);
      counters();
      shell.powerOff();
    } finally {
      loop.execute(near::close);
      loop.execute(far::close);
    }
    qnet("tap", "delete", "tap0");
  }

  private static Link snoop(Loop loop, CaptureFile file, String device, Chronicle<Seen> seen)
      throws IOException {
    Link link = SnoopLink.open(loop, device, device);
    Link tapped = new Wiretap(new TappedLink(link, file, loop.burst()), seen);
    loop.execute(() -> tapped.open(frame -> frame.release(), LinkEvents.IGNORED));
    return tapped;
  }

  private GuestShell plugIn() throws IOException, InterruptedException {
    narrator.step("plug in");
    GuestShell shell =
        GuestShell.start(
            new GuestBuilder(
                    GuestBuilder.cacheFolder(terminal.variables()),
                    line -> terminal.err().println("qnet: guest: " + line))
                .ensure(),
            QemuCommand.of(Qemu.find()).nic(Nic.of("tap,ifname=tap0,script=no,downscript=no")));
    narrator.fact(
        "a Linux with an e1000 has booted in QEMU, after " + shell.ready().toMillis() + " ms.");
    narrator.fact("its cable: -netdev tap,ifname=tap0,script=no,downscript=no");
    narrator.why("QEMU reads and writes the device; its other end is a port of the bridge.");
    return shell;
  }

  private void lease(GuestShell shell) throws IOException, InterruptedException, StepFailure {
    narrator.step("lease");
    String lease = String.join(" ", shell.require("dhcp eth0"));
    unless(
        lease.contains("ip=" + GUEST) && lease.contains("router=" + ROUTER),
        "the guest's lease is: " + lease);
    narrator.fact(
        Arrays.stream(lease.split(" ", -1))
            .filter(word -> word.matches("(ip|prefix|router|dns|mtu|server)=.*"))
            .collect(Collectors.joining(" ")));
    narrator.why(
        "not the host answered, but a small machine of qnet's on the same bridge: no port of the"
            + " host is open for it.");
  }

  private void neighbors(GuestShell shell) throws IOException, InterruptedException, StepFailure {
    narrator.step("neighbors");
    shell.require("ping -c 1 -W 5 " + ROUTER);
    String text = String.join(" ", shell.require("ip neigh show " + ROUTER));
    Matcher matcher = LLADDR.matcher(text);
    String bridge =
        TapWorld.json("ip", "-j", "link", "show", "lab").path(0).path("address").asText();
    unless(matcher.find() && matcher.group(1).equals(bridge), "the guest knows: " + text);
    narrator.fact("the guest asked: who has " + ROUTER + "? The kernel's bridge: " + bridge + ".");
    for (JsonNode neighbor : TapWorld.json("ip", "-j", "neigh", "show", "dev", "lab")) {
      if (neighbor.path("dst").asText().equals(GUEST)) {
        narrator.fact("the host knows " + GUEST + " at " + neighbor.path("lladdr").asText() + ".");
      }
    }
    narrator.why("real ARP between two Linux stacks; in user mode a gateway plays both.");
  }

  private void ping() throws IOException, InterruptedException, StepFailure {
    narrator.step("ping");
    int begin = inside.now();
    unless(
        InetAddress.getByName(GUEST).isReachable(PING_MILLIS), "the guest does not answer pings");
    Seen reply =
        seen(inside, begin, "ICMP", "echo reply from " + GUEST)
            .orElseThrow(() -> new StepFailure("no echo reply was seen at tap0"));
    narrator.fact("from the host to the guest's own address; seen at tap0: " + reply.what() + ".");
    narrator.why("the guest is on a network of the host's; in user mode nobody reaches it.");
  }

  private static Optional<Seen> seen(Chronicle<Seen> side, int begin, String kind, String what)
      throws InterruptedException {
    return side.await(
        begin, frame -> frame.kind().equals(kind) && frame.what().startsWith(what), SOON);
  }

  private void page(GuestShell shell) throws IOException, InterruptedException, StepFailure {
    narrator.step("page");
    int near = inside.now();
    int far = outside.now();
    String page =
        String.join(" ", shell.require("timeout 20 wget -q -O - http://" + TapWorld.OUTSIDE + "/"));
    unless(page.contains("you are " + TapWorld.HOST), "the page says: " + page);
    narrator.fact("http://" + TapWorld.OUTSIDE + "/ says: " + page + ".");
    Seen there =
        seen(inside, near, "TCP", GUEST)
            .orElseThrow(() -> new StepFailure("no TCP segment was seen at tap0"));
    Seen beyond =
        seen(outside, far, "TCP", TapWorld.HOST)
            .orElseThrow(() -> new StepFailure("no TCP segment was seen at up0"));
    narrator.fact("tap0: " + there.what());
    narrator.fact("up0:  " + beyond.what());
    narrator.why("masquerade: the kernel writes its own address, and keeps the way back in mind.");
  }

  private void counters() throws IOException, InterruptedException, StepFailure {
    narrator.step("counters");
    List<String> counted = new ArrayList<>();
    String rules = Program.of("nft", "list", "table", "inet", "qnet_lab").require();
    for (String line : rules.lines().map(String::strip).toList()) {
      if (line.matches(".*counter packets [1-9].*")) {
        counted.add(line);
      }
    }
    unless(
        counted.stream().anyMatch(line -> line.contains("masquerade")),
        "no rule counted: " + rules);
    counted.forEach(narrator::fact);
    narrator.why("each rule counts; the masquerade line sees the first packet of a connection.");
  }

  private void undo(String before) throws IOException, InterruptedException, StepFailure {
    narrator.step("undo");
    String said = qnet("tap", "undo", "lab").strip();
    String after = state();
    unless(after.equals(before), "the host is not as it was: " + after);
    narrator.fact(said + "; interfaces, rules and ip_forward are as they were, octet by octet.");
    narrator.why("the journal has what takes each step back, also after kill -9.");
  }

  private String qnet(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Objects.requireNonNull(terminal.command(), "started by the script").toString());
    all.addAll(List.of(words));
    return Program.of(all).require();
  }
}
