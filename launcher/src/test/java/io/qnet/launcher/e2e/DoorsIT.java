package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Program;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Doors into a real guest, opened and shut while it runs, and used by programs of the host. */
@Tag("qemu")
@Timeout(600)
@DisplayName("qnet redirect, with a real guest")
class DoorsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PAGE = "a page from the guest";

  /** Its second address of IPv6 is made of the card's, QEMU's default (RFC 4291, appendix A). */
  private static final String SIX = "fec0::5054:ff:fe12:3456";

  private static final String SERVE =
      """
      dhcp || echo no lease
      mkdir -p /www; echo "%s" > /www/index.html
      httpd -h /www
      socat UDP4-RECVFROM:7,fork EXEC:cat &
      for i in $(seq 100); do
        ip -6 addr show dev eth0 | grep fec0: | grep -qv tentative && break; usleep 100000
      done
      """
          .formatted(PAGE);

  private static MicroGuest guest;

  @TempDir Path folder;

  @BeforeAll
  static void buildGuest() throws Exception {
    for (String program : List.of("qemu-system-x86_64", "curl", "socat", "ss")) {
      assumeTrue(
          Program.find(program, System.getenv()).isPresent(),
          "SKIPPED: no "
              + program
              + " on this host; apt-get install qemu-system-x86 curl socat iproute2");
    }
    guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
  }

  private String qnet(String... words) throws Exception {
    return QnetProcess.run(folder, words);
  }

  private List<String> add(String... rules) throws Exception {
    List<String> words = new ArrayList<>(List.of("redirect", "add"));
    words.addAll(List.of(rules));
    return qnet(words.toArray(String[]::new)).lines().toList();
  }

  /** The part before the '-': where clients come. */
  private static String place(String rule) {
    return rule.replaceFirst("^([a-z]+):(.*)-[^-]*$", "$2");
  }

  private static int port(String rule) {
    String place = place(rule);
    return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
  }

  private static String get(String... curl) throws Exception {
    List<String> words = new ArrayList<>(List.of("curl", "-sS", "-g", "-m", "20"));
    words.addAll(List.of(curl));
    return NetworkNamespace.run(words.toArray(String[]::new));
  }

  private static String echo(int port, String text) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(20_000);
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      socket.send(
          new DatagramPacket(octets, octets.length, InetAddress.getLoopbackAddress(), port));
      DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }
  }

  private int apiPort(String name) throws Exception {
    qnet("redirect", "list"); // waits until it is there
    String file = Files.readString(folder.resolve("qnet").resolve(name).resolve("api.json"));
    return URI.create(new ObjectMapper().readTree(file).path("address").asText()).getPort();
  }

  @Test
  @DisplayName("every kind of door; a reboot and another lease; no door but those asked for")
  void doors() throws Exception {
    Path unix = folder.resolve("door.sock");
    Path port = folder.resolve("net0.sock");
    try (QnetProcess qnet =
        QnetProcess.start(folder, "user", "--name", "lab", "--port", "stream:" + port)) {
      qnet.await("ready: ", PATIENCE);
      Set<String> closed =
          new TreeSet<>(List.of("u_str " + port, "tcp 127.0.0.1:" + apiPort("lab")));
      assertThat(OpenSockets.listening(qnet.pid())).isEqualTo(closed);
      String netdev = "stream,server=off,addr.type=unix,addr.path=" + port;
      try (SerialGuest machine =
          SerialGuest.boot(guest, SERVE, "socat", folder, Nic.of(netdev, Nic.VIRTIO))) {
        List<String> rules =
            add(
                "tcp::0-:80",
                "unix:" + unix + "-:80",
                "tcp:[::1]:0-:80",
                "tcp:[::1]:0-[" + SIX + "]:80",
                "udp::0-:7");
        assertThat(rules).hasSize(5).first().asString().endsWith("-10.0.2.15:80");
        serves(rules, unix);

        Set<String> open = new TreeSet<>(closed);
        open.add("u_str " + unix);
        open.add("tcp " + place(rules.get(0)));
        open.add("tcp " + place(rules.get(2)));
        open.add("tcp " + place(rules.get(3)));
        open.add("udp " + place(rules.get(4)));
        assertThat(OpenSockets.listening(qnet.pid())).isEqualTo(open);

        gone(port(rules.get(4)), machine);
        machine.reboot();
        serves(rules, unix);

        moves(machine);
        assertThat(qnet("redirect", "list")).contains(place(rules.get(0)) + "-10.0.2.77:80");
        assertThat(get("http://" + place(rules.get(0)))).contains(PAGE);
        assertThat(echo(port(rules.get(4)), "moved")).isEqualTo("moved");

        qnet("redirect", "remove", "unix:" + unix, rules.get(0), "tcp:" + place(rules.get(2)));
        qnet("redirect", "remove", "--cut", rules.get(3), "udp:" + place(rules.get(4)));
        assertThat(OpenSockets.listening(qnet.pid())).isEqualTo(closed);
        assertThat(unix).doesNotExist();
      }
      qnet.signal("TERM");
      assertThat(qnet.end(PATIENCE)).as(qnet.err()).isZero();
    }
  }

  /** A client that does not wait for its answer: the guest's kernel is told (ICMP 3/3). */
  private static void gone(int port, SerialGuest machine) throws Exception {
    try (DatagramSocket client = new DatagramSocket()) {
      client.send(new DatagramPacket(new byte[1], 1, InetAddress.getLoopbackAddress(), port));
    }
    // The fourth number counts "destination unreachable" that came in.
    machine.tell(
        "for i in $(seq 100); do set -- $(grep '^Icmp: [0-9]' /proc/net/snmp);"
            + " [ $5 -gt 0 ] && break; usleep 100000; done; [ $5 -gt 0 ]");
  }

  /** Gives its address back while it still can, and is another card with another one then. */
  private static void moves(SerialGuest machine) throws Exception {
    machine.tell("udhcpc -i eth0 -n -p /run/client && ping -c 1 10.0.2.2");
    machine.tell("kill -USR2 $(cat /run/client)");
    machine.tell("while ip addr show eth0 | grep 'inet 10'; do usleep 100000; done");
    machine.tell("kill $(cat /run/client); ip link set eth0 down");
    machine.tell("ip link set eth0 address 52:54:00:00:00:77; ip link set eth0 up");
    machine.tell("udhcpc -i eth0 -n -q -f -r 10.0.2.77");
  }

  private static void serves(List<String> rules, Path unix) throws Exception {
    assertThat(get("http://" + place(rules.get(0)))).contains(PAGE);
    assertThat(get("--unix-socket", unix.toString(), "http://guest/")).contains(PAGE);
    assertThat(get("http://" + place(rules.get(2)))).contains(PAGE);
    assertThat(get("http://" + place(rules.get(3)))).contains(PAGE);
    assertThat(echo(port(rules.get(4)), "a datagram")).isEqualTo("a datagram");
  }

  @Test
  @DisplayName("qnet run: doors of a machine come and go with a name or without")
  void machine() throws Exception {
    try (QnetProcess vm =
        QnetProcess.start(
            folder,
            "run",
            "--text",
            "--net",
            "user",
            "--append",
            "quiet",
            "--kernel",
            guest.kernel().toString(),
            "--initrd",
            guest.initramfs().toString())) {
      vm.await("guest:~# ", PATIENCE);
      vm.type("dhcp; mkdir /www; echo '" + PAGE + "' > /www/index.html; httpd -h /www\n");
      vm.type("echo serving=$?\n");
      vm.await("serving=0", PATIENCE);
      String rule = add("tcp::0-:80").get(0);
      assertThat(get("http://" + place(rule))).contains(PAGE);
      assertThat(qnet("redirect", "list", "--on", "vm1")).contains(rule);
      qnet("redirect", "remove", rule);
      assertThat(qnet("redirect", "list")).doesNotContain(rule);
      vm.type("poweroff -f\n");
      assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
    }
  }
}
