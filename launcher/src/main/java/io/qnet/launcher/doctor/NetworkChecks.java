package io.qnet.launcher.doctor;

import io.qnet.launcher.port.HostPorts;
import io.qnet.launcher.port.HostPorts.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What reaches networks of this host, and what other programs offer. */
final class NetworkChecks {
  private static final String TUN = "dev/net/tun";
  private static final String HELPER = "usr/lib/qemu/qemu-bridge-helper";

  /** Ports that launchers' examples use: SSH and web forwards, VNC, SPICE, a monitor. */
  private static final int[] USUAL_PORTS = {2222, 10022, 8080, 5900, 5901, 5930, 4444};

  private static final int SETUID = 0x800;

  private NetworkChecks() {}

  static Finding tun(Host host) {
    Optional<String> failure = host.attempts().open(host.path(TUN));
    if (failure.isEmpty()) {
      return host.netAdmin()
          ? Finding.works("tun", "/dev/net/tun opens, and this user may make TAP devices")
          : Finding.partly(
              "tun",
              "/dev/net/tun opens, but this user lacks CAP_NET_ADMIN",
              "only TAP devices that were made for this user can be used",
              "sudo ip tuntap add tap0 mode tap user $USER");
    }
    return Files.exists(host.path(TUN))
        ? Finding.fails(
            "tun",
            "/dev/net/tun cannot be opened (" + failure.get() + ")",
            "no TAP device can be used",
            "sudo chmod 666 /dev/net/tun")
        : Finding.fails(
            "tun",
            "there is no /dev/net/tun",
            "this host has no TAP devices",
            "sudo modprobe tun; in a container: --device /dev/net/tun");
  }

  static Finding bridgeHelper(Host host) throws IOException, InterruptedException {
    String id = "bridge-helper";
    String meaning = "-netdev bridge does not work; qnet's own TAP and user networks do without it";
    Path helper = host.path(HELPER);
    if (!Files.isExecutable(helper)) {
      return Finding.partly(
          id, "there is no /" + HELPER, meaning, "apt-get install qemu-system-common");
    }
    if (!host.netAdmin() && !privileged(host, helper)) {
      return Finding.partly(
          id,
          "/" + HELPER + " has neither a setuid bit nor a capability",
          meaning,
          "sudo setcap cap_net_admin+ep /" + HELPER);
    }
    List<String> allows = new BridgeAcl(host).allows();
    return allows.isEmpty()
        ? Finding.partly(
            id,
            new BridgeAcl(host).obstacle("br0").orElse("no bridge is allowed"),
            meaning,
            "echo 'allow br0' | sudo tee -a /" + BridgeAcl.FILE)
        : Finding.works(
            id, "/" + HELPER + " may do it, and the list says: " + String.join(", ", allows));
  }

  private static boolean privileged(Host host, Path helper)
      throws IOException, InterruptedException {
    UserPrincipal owner = Files.readAttributes(helper, PosixFileAttributes.class).owner();
    boolean setuid = ((int) Files.getAttribute(helper, "unix:mode") & SETUID) != 0;
    return (setuid && owner.getName().equals("root"))
        || host.run("getcap", helper.toString())
            .map(result -> result.out().contains("cap_net_admin"))
            .orElse(false);
  }

  static Finding vde(Host host) throws InterruptedException {
    boolean client = QemuChecks.built(host).contains("vde");
    boolean plug = host.program("vde_plug").isPresent();
    String evidence =
        "QEMU was built "
            + (client ? "with" : "without")
            + " vde; vde_plug is "
            + (plug ? "" : "not ")
            + "installed";
    return client && plug
        ? Finding.works("vde", evidence)
        : Finding.partly(
            "vde",
            evidence,
            client
                ? "cables of other VDE programs cannot be plugged"
                : "this QEMU cannot plug into a VDE switch itself; a stream socket does the same",
            plug ? "use --port stream:" : "apt-get install vde2 vdeplug");
  }

  static Finding ping(Host host) {
    Optional<String> failure = host.attempts().pingSocket();
    String range =
        host.read("proc/sys/net/ipv4/ping_group_range")
            .map(text -> text.strip().replaceAll("\\s+", " "))
            .orElse("unknown");
    return failure.isEmpty()
        ? Finding.works("ping", "a ping socket opens; ping_group_range is " + range)
        : Finding.partly(
            "ping",
            "no ping socket: ping_group_range is " + range,
            "guests ping the gateway, but nothing behind it (icmp=proxy)",
            "sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"");
  }

  static Finding capture(Host host) throws InterruptedException {
    String meaning =
        "this host's own interfaces cannot be captured; qnet --capture needs no such right";
    return host.run("dumpcap", "-D")
        .map(
            result ->
                result.ok()
                    ? Finding.works(
                        "capture", "dumpcap lists " + result.out().lines().count() + " interfaces")
                    : Finding.partly(
                        "capture",
                        "dumpcap -D: " + result.err().lines().findFirst().orElse("it failed"),
                        meaning,
                        "sudo dpkg-reconfigure wireshark-common;"
                            + " sudo usermod -aG wireshark $USER; log in again"))
        .orElseGet(
            () ->
                Finding.partly(
                    "capture",
                    "dumpcap is not installed, or this user may not run it",
                    meaning,
                    "apt-get install wireshark-common; sudo usermod -aG wireshark $USER"));
  }

  static Finding ports(Host host) throws IOException {
    HostPorts ports = host.ports();
    List<String> taken = new ArrayList<>();
    List<String> free = new ArrayList<>();
    for (int port : USUAL_PORTS) {
      Optional<Holder> holder = ports.holder("tcp", port);
      holder.ifPresentOrElse(
          who -> taken.add(port + " by " + who), () -> free.add(String.valueOf(port)));
    }
    return taken.isEmpty()
        ? Finding.works("ports", "free: " + String.join(" ", free))
        : Finding.partly(
            "ports",
            "taken: " + String.join(", ", taken),
            "forwards and screens have to use others",
            free.isEmpty() ? "ss -ltnp shows all" : "free: " + String.join(" ", free));
  }

  static Finding nativeTransport(Host host) {
    String java = "Java " + Runtime.version() + " on " + System.getProperty("os.arch");
    return host.attempts()
        .nativeTransport()
        .map(
            why ->
                Finding.partly(
                    "java",
                    java + ", without Netty's epoll library: " + why,
                    "no unix sockets and no TAP devices; HOST:PORT works",
                    "use Linux on x86-64 or arm64, with glibc"))
        .orElseGet(() -> Finding.works("java", java + ", with Netty's epoll library"));
  }
}
