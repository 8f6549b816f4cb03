package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bridge helper, called by QEMU itself, and beside QEMU's own. QEMU is stopped at its first
 * instruction: what counts is the device.
 */
@DisplayName("The bridge helper")
@Timeout(600)
class BridgeHelperIT {
  private static final Path STOCK = Path.of("/usr/lib/qemu/qemu-bridge-helper");
  private static final String QEMU =
      "qemu-system-x86_64 -nodefaults -no-user-config -machine q35 -accel tcg -display none -S"
          + " -serial none -monitor stdio -device virtio-net-pci,netdev=n0,romfile= -netdev ";

  /** Without the right, and with nobody's name where one is wanted. */
  private static final String WITHOUT = "setpriv --bounding-set=-net_admin ";

  private static final String AS_NOBODY =
      "setpriv --reuid 65534 --regid 65534 --groups 65533,44"
          + " --inh-caps=+dac_override --ambient-caps=+dac_override ";

  private static final String WITH_TAP =
      """
      #include <fcntl.h>
      #include <linux/if.h>
      #include <linux/if_tun.h>
      #include <string.h>
      #include <sys/ioctl.h>
      #include <unistd.h>
      int main(int count, char **words) {
        struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
        int fd = open("/dev/net/tun", O_RDWR);
        strncpy(request.ifr_name, words[1], IFNAMSIZ - 1);
        if (fd < 0 || ioctl(fd, TUNSETIFF, &request) < 0 || dup2(fd, 3) < 0) return 1;
        if (fd != 3) close(fd);
        execvp(words[2], words + 2);
        return 1;
      }
      """;

  /** Asks a helper as QEMU does, and has the device send as each address. */
  private static final String SEND_AS =
      """
      #include <arpa/inet.h>
      #include <linux/if_packet.h>
      #include <net/ethernet.h>
      #include <net/if.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/socket.h>
      #include <sys/time.h>
      #include <unistd.h>
      /* send-as BRIDGE HELPER MAC...: prints whose frames reach the bridge, up to the last one's */
      int main(int count, char **words) {
        int pair[2];
        socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
        if (fork() == 0) {
          char line[4096];
          snprintf(line, sizeof line, "exec %s --fd=%d --br=%s", words[2], pair[1], words[1]);
          execl("/bin/sh", "sh", "-c", line, NULL);
        }
        char byte, control[CMSG_SPACE(sizeof(int))];
        struct iovec room = {&byte, 1};
        struct msghdr message = {
            .msg_iov = &room, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        close(pair[1]);
        if (recvmsg(pair[0], &message, 0) != 1 || CMSG_FIRSTHDR(&message) == NULL) return 1;
        int tap = *(int *)CMSG_DATA(CMSG_FIRSTHDR(&message));

        int bridge = socket(AF_PACKET, SOCK_RAW, htons(0x88b5));
        struct sockaddr_ll at = {
            .sll_family = AF_PACKET,
            .sll_protocol = htons(0x88b5),
            .sll_ifindex = if_nametoindex(words[1])};
        struct timeval patience = {20, 0};
        setsockopt(bridge, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (bind(bridge, (void *)&at, sizeof at) < 0) return 1;
        unsigned char frame[60], seen[60];
        for (int i = 3; i < count; i++) {
          unsigned m[6];
          sscanf(words[i], "%x:%x:%x:%x:%x:%x", m, m + 1, m + 2, m + 3, m + 4, m + 5);
          memset(frame, 0xff, sizeof frame);
          for (int j = 0; j < 6; j++) frame[6 + j] = m[j];
          frame[12] = 0x88, frame[13] = 0xb5;
          if (write(tap, frame, sizeof frame) != sizeof frame) return 1;
        }
        do {
          if (recv(bridge, seen, sizeof seen, 0) < 0) return 1;
          for (int j = 6; j < 12; j++) printf("%02x%c", seen[j], j == 11 ? '\\n' : ':');
        } while (memcmp(seen + 6, frame + 6, 6) != 0);
        return 0;
      }
      """;

  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-help", Path.of("/"));

  @BeforeEach
  void makeHost() throws Exception {
    host = new HostLab("qnet-help", folder);
    host.make("qemu-system-x86_64", "setpriv", "bridge", "gcc");
    host.sh("ip link add name lab type bridge; ip link set dev lab mtu 1400 up");
  }

  @AfterEach
  void removeHost() throws Exception {
    host.remove();
  }

  private Path list(String text) throws Exception {
    return Files.writeString(folder.resolve("bridge.conf"), text);
  }

  /** Runs QEMU until something can be seen of its device; returns what that is. */
  private String device(String as, String netdev) throws Exception {
    Process qemu = host.start("sh", "-c", "exec " + as + QEMU + netdev);
    try (BufferedReader monitor =
        new BufferedReader(new InputStreamReader(qemu.getInputStream(), StandardCharsets.UTF_8))) {
      String line = monitor.readLine();
      assertThat(line)
          .as("%s: %s", netdev, Files.readString(folder.resolve("started")))
          .contains("monitor");
      return host.inside("ip", "-j", "-d", "link", "show", "type", "tun");
    } finally {
      qemu.getOutputStream().close();
      qemu.destroy();
      assertThat(qemu.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private String helper(String options) {
    return "'bridge,id=n0,br=lab,helper=" + folder + "/qnet tap helper " + options + "'";
  }

  @Test
  @DisplayName("QEMU gets its device: in the bridge, with its MTU, fe: first, and gone with QEMU")
  void allowed() throws Exception {
    assertThat(device("", helper("--acl " + list("allow lab"))))
        .contains("\"master\":\"lab\"", "\"mtu\":1400", "\"address\":\"fe:", "\"vnet_hdr\":true")
        .contains("\"UP\"");
    assertThat(host.inside("ip", "-j", "link", "show", "type", "tun").strip()).isEqualTo("[]");
  }

  @Test
  @DisplayName("a device that stays, by its name and by its descriptor: ifname=, fd=")
  void devices() throws Exception {
    host.qnet("tap", "create", "tap0", "--bridge", "lab", "--owner", "nobody").ok();
    assertThat(device(AS_NOBODY, "tap,id=n0,ifname=tap0,script=no,downscript=no"))
        .contains("\"ifname\":\"tap0\"", "\"LOWER_UP\"");
    assertThat(device(withTap() + " tap0 ", "tap,id=n0,fd=3"))
        .contains("\"ifname\":\"tap0\"", "\"LOWER_UP\"");
    host.qnet("tap", "delete", "tap0").ok();
  }

  /** A program that opens a device as descriptor 3, for a program that it then becomes. */
  private Path withTap() throws Exception {
    return compiled("with-tap", WITH_TAP);
  }

  private Path compiled(String name, String text) throws Exception {
    Path source = Files.writeString(folder.resolve(name + ".c"), text);
    Path program = folder.resolve(name);
    NetworkNamespace.run("gcc", "-o", program.toString(), source.toString());
    return program;
  }

  @Test
  @DisplayName("a pinned address: frames from another one do not reach the bridge")
  void pinned() throws Exception {
    String other = "52:54:00:66:66:66";
    String own = "52:54:00:12:34:56";
    Path program = compiled("send-as", SEND_AS);
    for (boolean pinned : List.of(false, true)) {
      Path acl = list("allow lab\n" + (pinned ? "user root mac lab " + own + "\n" : ""));
      String helper = folder + "/qnet tap helper --acl " + acl;
      HostLab.Ran ran = host.run(List.of("" + program, "lab", helper, other, own));
      assertThat(ran.ok().out().lines().toList())
          .isEqualTo(pinned ? List.of(own) : List.of(other, own));
    }
  }

  @Test
  @DisplayName("QEMU's script= and downscript=: ours, and others' in qnet tap create")
  void scripts() throws Exception {
    Path scripts = Path.of("..", "tap", "scripts").toAbsolutePath().normalize();
    assertThat(
            device(
                "env QNET_BRIDGE=lab ",
                "tap,id=n0,ifname=vm0,script="
                    + scripts
                    + "/qemu-ifup,downscript="
                    + scripts
                    + "/qemu-ifdown"))
        .contains("\"ifname\":\"vm0\"", "\"master\":\"lab\"", "\"mtu\":1400");
    HostLab.Ran none = host.run(List.of(scripts + "/qemu-ifup", "vm0"));
    assertThat(none.status()).isEqualTo(1);

    Path script =
        Files.writeString(folder.resolve("up"), "#!/bin/sh\necho up $1 >>" + folder + "/said\n");
    Path down =
        Files.writeString(
            folder.resolve("down"), "#!/bin/sh\necho down $1 >>" + folder + "/said\n");
    Path bad = Files.writeString(folder.resolve("bad"), "#!/bin/sh\nexit 1\n");
    for (Path file : List.of(script, down, bad)) {
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    host.qnet("tap", "create", "tap0", "--script", "" + script, "--downscript", "" + down).ok();
    host.qnet("tap", "delete", "tap0").ok();
    assertThat(folder.resolve("said")).hasContent("up tap0\ndown tap0");
    assertThat(host.qnet("tap", "create", "tap0", "--script", "" + bad).status()).isEqualTo(1);
    assertThat(host.inside("ip", "-j", "link", "show", "type", "tun").strip()).isEqualTo("[]");
  }

  @Test
  @DisplayName("without privilege, through the broker: by user and group, with a pinned address")
  void broker() throws Exception {
    Path socket = folder.resolve("broker.sock");
    Path audit = folder.resolve("audit.jsonl");
    list("user nobody allow lab\nuser nobody mac lab 52:54:00:12:34:56\ngroup 44 deny other\n");
    String through = helper("--socket " + socket + " --acl /dev/null");
    Process broker =
        host.start(
            folder + "/qnet",
            "tap",
            "broker",
            "--socket",
            "" + socket,
            "--audit",
            "" + audit,
            "--acl",
            "" + folder.resolve("bridge.conf"));
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("ready: " + socket);
      assertThat(device(AS_NOBODY, through)).contains("\"master\":\"lab\"", "\"address\":\"fe:");

      HostLab.Ran root = refusedBy(WITHOUT, socket);
      assertThat(root.err().lines().toList().get(0)).isEqualTo("access denied by acl file");
      assertThat(root.err()).contains("add the line: allow lab", "user root allow lab");
      assertThat(Files.readAllLines(audit))
          .hasSize(2)
          .anyMatch(line -> line.contains("\"user\":\"nobody\"") && line.contains("\"allowed\""))
          .anyMatch(line -> line.contains("\"user\":\"root\"") && line.contains("\"denied\""));
    } finally {
      broker.destroy();
      assertThat(broker.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(broker.exitValue()).isZero();
    assertThat(socket).doesNotExist();
    assertThat(refusedBy(WITHOUT, socket).err())
        .startsWith("failed to create tun device: Operation not permitted\n")
        .contains("sudo qnet tap broker");
  }

  private HostLab.Ran refusedBy(String as, Path socket) throws Exception {
    List<String> words = new ArrayList<>(List.of(as.strip().split(" ", -1)));
    words.addAll(
        List.of(folder + "/qnet", "tap", "helper", "--socket=" + socket, "--fd=99", "--br=lab"));
    HostLab.Ran ran = host.run(words);
    assertThat(ran.status()).as(ran.err()).isEqualTo(1);
    return ran;
  }

  @Test
  @DisplayName("refusals: the first line is one of QEMU's own helper's, for the same mistake")
  void asStock() throws Exception {
    assumeTrue(
        Files.isExecutable(STOCK), "SKIPPED: no " + STOCK + "; apt-get install qemu-system-common");
    for (List<String> row :
        List.of(
            List.of("allow other", "--br=lab", "add the line: allow lab"),
            List.of("allow all\\ndeny lab", "--br=lab", "a deny beats every allow"),
            List.of("nonsense", "--br=lab", "bridge.conf:1"),
            List.of("allow", "--br=lab", "bridge.conf:1"),
            List.of("", "--br=lab", "add the line: allow lab"),
            List.of("allow all", "--br=nosuch", "qnet tap bridge nosuch"),
            List.of("allow all", "--br=lab", "no unix socket"))) {
      HostLab.Ran stock = both(row.get(0), STOCK.toString(), row.get(1));
      HostLab.Ran ours = both(row.get(0), folder + "/qnet tap helper", row.get(1));
      assertThat(stock.status()).as(stock.err()).isEqualTo(1);
      assertThat(ours.status()).as(ours.err()).isEqualTo(1);
      assertThat(ours.err().lines().toList()).hasSize(2);
      assertThat(stock.err().lines()).contains(ours.err().lines().toList().get(0));
      assertThat(ours.err()).contains(row.get(2));
    }
    assertThat(host.qnet("tap", "helper", "--br=lab").err())
        .startsWith(host.run(List.of(STOCK.toString(), "--br=lab")).err());
    assertThat(host.inside("ip", "-j", "link", "show", "type", "tun").strip()).isEqualTo("[]");
  }

  /** One of the two, where /etc/qemu/bridge.conf says {@code text}: in a mount namespace. */
  private HostLab.Ran both(String text, String program, String bridge) throws Exception {
    return host.run(
        List.of(
            "unshare",
            "-m",
            "sh",
            "-c",
            "mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w"
                + " && mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w /etc"
                + " && mkdir -p /etc/qemu && printf '"
                + text
                + "\\n' >/etc/qemu/bridge.conf && exec "
                + program
                + " --use-vnet --fd=99 "
                + bridge));
  }
}
