package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.qemu.RealQemu;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines that run, led by {@code qnet vm} and {@code qnet monitor}. */
@Tag("qemu")
@Timeout(600)
@DisplayName("qnet vm, for real")
class VmIT {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final Pattern SCREEN = Pattern.compile("screen at 127[.]0[.]0[.]1:(\\d+)");
  private static final Pattern PROCESS = Pattern.compile("is process (\\d+)");
  private static final String PROMPT = "guest:~# ";
  private static final int BLOCK = 64 * 1024;

  private static MicroGuest guest;

  @TempDir Path folder;

  private HttpServer web;
  private final CountDownLatch flowing = new CountDownLatch(1);
  private final CountDownLatch pulledOut = new CountDownLatch(1);
  private final CountDownLatch broken = new CountDownLatch(1);

  @BeforeAll
  static void build() throws Exception {
    RealQemu.need();
    guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
  }

  @BeforeEach
  void serve() throws IOException {
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.setExecutor(Executors.newCachedThreadPool());
    web.start();
  }

  @AfterEach
  void close() {
    web.stop(0);
  }

  @Test
  @DisplayName("a running transfer: the card's cable moves to QEMU's own network, and back")
  void moves() throws Exception {
    web.createContext("/endless", this::sendForEver);
    web.createContext(
        "/page", exchange -> reply(exchange, "a page".getBytes(StandardCharsets.UTF_8)));
    String host = "http://10.0.2.2:" + web.getAddress().getPort();
    try (QnetProcess vm = boot("--net", "user")) {
      type(vm, "dhcp eth0 >/dev/null && echo leased", "leased\r\n");
      vm.type("wget -q -O /dev/null " + host + "/endless &\n");
      assertThat(flowing.await(60, TimeUnit.SECONDS)).isTrue();

      String moved = qnet("vm", "net", "vm1", "user,native");

      assertThat(moved.lines().toList())
          .hasSize(2)
          .satisfiesExactly(
              before ->
                  assertThat(before)
                      .matches("before  nic0  e1000  52:54:00:6d:ec:2b  user  -netdev stream,.*"),
              after ->
                  assertThat(after)
                      .matches(
                          "after   nic0  e1000  52:54:00:6d:ec:2b  user,native  -netdev user,id=net0"));
      assertThat(list().path("networks").asText()).isEqualTo("user,native");
      assertThat(qnet("vm", "list")).contains("  user,native");
      assertThat(qnet("ps")).contains("  user,native").doesNotContain("starting");
      assertThat(broken.await(60, TimeUnit.SECONDS)).as("the old gateway let it go").isTrue();
      // The old network's connection is nobody's any more; the new one carries new ones at once.
      type(vm, "killall wget; dhcp eth0 >/dev/null && echo again", "again\r\n");
      type(vm, "wget -q -O - " + host + "/page; echo =$?", "a page=0\r\n");
      assertThat(qnet("nat", "--on", "vm1")).contains("10.0.2.15");
      assertThat(qnet("monitor", "info network")).contains("lan0: index=0,type=user");

      assertThat(qnet("vm", "net", "redirect,tcp:127.0.0.1:0-:7")).contains("redirect,");
      type(vm, "dhcp eth0 >/dev/null && echo third", "third\r\n");
      type(vm, "wget -q -O - " + host + "/page; echo =$?", "a page=0\r\n");
      powerOff(vm);
    }
  }

  @Test
  @DisplayName("a transfer outlives a pulled cable: every octet arrives once it is back")
  void pulled() throws Exception {
    byte[] text = new byte[24 << 20];
    new Random(7).nextBytes(text);
    web.createContext("/file", exchange -> sendInHalves(exchange, text));
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    try (QnetProcess vm = boot("--net", "user", "--nic", "virtio-net-pci")) {
      type(vm, "dhcp eth0 >/dev/null && echo leased", "leased\r\n");
      String url = "http://10.0.2.2:" + web.getAddress().getPort() + "/file";
      vm.type("wget -q -O - " + url + " | sha256sum &\n");
      assertThat(flowing.await(60, TimeUnit.SECONDS)).isTrue();
      qnet("vm", "link", "vm1", "down");
      pulledOut.countDown(); // the second half is sent into the void
      type(vm, "echo carrier $(cat /sys/class/net/eth0/carrier)", "carrier 0\r\n");
      assertThat(vm.out()).doesNotContain(sum);
      qnet("vm", "link", "vm1", "up");
      vm.await(sum, PATIENCE);
      powerOff(vm);
    }
  }

  @Test
  @DisplayName("pause, resume, snapshot and rollback, list, stop")
  void led() throws Exception {
    Path disk = folder.resolve("disk.qcow2");
    NetworkNamespace.run("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "64M");
    try (QnetProcess vm = boot("--net", "none", "--disk", disk + ",if=virtio", "--grace", "1")) {
      type(vm, "echo one > /tmp/state; echo wrote", "wrote\r\n");
      qnet("vm", "snapshot", "save", "vm1", "clean");
      assertThat(qnet("vm", "snapshot", "list")).contains("clean");
      type(vm, "echo two > /tmp/state; cat /tmp/state; echo is", "two\r\nis\r\n");
      qnet("vm", "snapshot", "load", "vm1", "clean");
      type(vm, "cat /tmp/state; echo rolled back", "one\r\nrolled back\r\n");

      qnet("vm", "pause", "vm1");
      assertThat(list().path("state").asText()).isEqualTo("paused");
      qnet("vm", "resume");
      JsonNode row = list();
      assertThat(row.path("state").asText()).isEqualTo("running");
      assertThat(row.path("name").asText()).isEqualTo("vm1");
      assertThat(row.path("pid").asLong()).isEqualTo(vm.pid());
      assertThat(qnet("vm", "list")).contains("vm1 ").contains("running");

      qnet("vm", "stop", "vm1");
      assertThat(vm.end(PATIENCE)).isZero();
      assertThat(qnet("vm", "list", "-o", "json")).isEqualToIgnoringWhitespace("[]");
    }
  }

  @Test
  @DisplayName("a screen: VNC greets on loopback, and the picture is not black")
  void screen() throws Exception {
    Path raw = Files.write(folder.resolve("raw.img"), new byte[1 << 20]);
    try (QnetProcess vm =
        QnetProcess.start(
            folder, "run", "--net", "none", "--memory", "64", "--disk", raw.toString())) {
      Matcher matcher = SCREEN.matcher(vm.await("ready: ", PATIENCE));
      assertThat(matcher.find()).as(vm.out()).isTrue();
      int port = Integer.parseInt(matcher.group(1));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo("RFB 003.008\n");
      }
      assertThat(litPixels()).isPositive();
      assertThat(refused("vm", "screenshot")).contains("vm1.png is there already", "--force");
      qnet("vm", "stop", "--now");
      assertThat(vm.end(PATIENCE)).isZero();
      assertThat(vm.err())
          .contains("raw.img is taken for a raw disk")
          .doesNotContain("WARNING", "Automatically detecting", "Specify the");
    }
  }

  /** The firmware takes a moment for its first letter. */
  private int litPixels() throws Exception {
    int lit = 0;
    for (int i = 0; i < 10 && lit == 0; i++) {
      Path file = Path.of(qnet("vm", "screenshot", "--force").strip());
      BufferedImage picture = ImageIO.read(file.toFile());
      assertThat(picture.getWidth()).isGreaterThanOrEqualTo(640);
      for (int pixel = 0; pixel < picture.getWidth() * picture.getHeight(); pixel++) {
        int colour = picture.getRGB(pixel % picture.getWidth(), pixel / picture.getWidth());
        lit += (colour & 0xffffff) == 0 ? 0 : 1;
      }
    }
    return lit;
  }

  @Test
  @DisplayName("--now: with somebody at the monitor, with a QEMU that hangs, and during the grace")
  void now() throws Exception {
    try (QnetProcess vm = firmware("--display", "vnc=unix:" + folder.resolve("v.sock"));
        QnetProcess other = QnetProcess.start(folder, "monitor")) {
      assertThat(vm.out()).contains("screen at " + folder.resolve("v.sock"));
      other.type("info name\n");
      other.await("vm1", PATIENCE);
      assertThat(refused("vm", "pause")).contains("somebody else is at its monitor", "--now");
      Matcher qemu = PROCESS.matcher(vm.out());
      assertThat(qemu.find()).as(vm.out()).isTrue();
      NetworkNamespace.run("kill", "-STOP", qemu.group(1));
      qnet("vm", "stop", "--now");
      assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
    }
    try (QnetProcess vm = firmware("--display", "none", "--grace", "3000")) {
      vm.signal("TERM");
      qnet("vm", "stop", "--now");
      assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
      assertThat(vm.err()).contains("asked the guest to power off");
    }
  }

  private QnetProcess firmware(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "--net", "none", "--memory", "64"));
    all.addAll(List.of(words));
    QnetProcess vm = QnetProcess.start(folder, all.toArray(String[]::new));
    vm.await("ready: ", PATIENCE);
    return vm;
  }

  private String refused(String... words) throws Exception {
    try (QnetProcess qnet = QnetProcess.start(folder, words)) {
      assertThat(qnet.end(PATIENCE)).as(qnet.out()).isNotZero();
      return qnet.err();
    }
  }

  @Test
  @DisplayName("a move that fails leaves the card as it was; none is a cable that hangs")
  void carrier() throws Exception {
    try (QnetProcess vm = boot("--net", "user", "--nic", "virtio-net-pci")) {
      type(vm, "dhcp eth0 >/dev/null && echo leased", "leased\r\n");
      qnet("monitor", "netdev_del lan0.port");
      assertThat(refused("vm", "net", "vm1", "user,native"))
          .contains("nic0 is on user as before", "qnet monitor --on vm1")
          .doesNotContain("no machine was started", "--dry-run");
      assertThat(refused("vm", "net", "usr")).contains("nothing was changed");
      type(vm, "echo first $(cat /sys/class/net/eth0/carrier)", "first 1\r\n");
      type(vm, "dhcp eth0 >/dev/null && echo again", "again\r\n");
      qnet("vm", "net", "none");
      type(vm, "echo second $(cat /sys/class/net/eth0/carrier)", "second 0\r\n");
      assertThat(refused("vm", "link", "up")).contains("nic0 is on no network");
      qnet("vm", "net", "user,native");
      type(vm, "echo third $(cat /sys/class/net/eth0/carrier)", "third 1\r\n");
      qnet("vm", "link", "down");
      qnet("vm", "net", "user");
      type(vm, "echo fourth $(cat /sys/class/net/eth0/carrier)", "fourth 0\r\n");
      qnet("vm", "link", "up");
      type(vm, "echo fifth $(cat /sys/class/net/eth0/carrier)", "fifth 1\r\n");
      powerOff(vm);
    }
  }

  @Test
  @DisplayName("consoles: what was written before, what is typed by whom, for everybody")
  void consoles() throws Exception {
    try (QnetProcess vm =
        QnetProcess.start(
            folder,
            words("run", "--display", "none", "--append", "console=ttyS0", "--net", "none"))) {
      vm.await("ready: ", PATIENCE);
      try (QnetProcess first = QnetProcess.start(folder, "vm", "console");
          QnetProcess second = QnetProcess.start(folder, "vm", "console", "--on", "vm1")) {
        first.await(PROMPT, PATIENCE);
        second.await(PROMPT, PATIENCE);
        second.type("echo $((6 * 7)) apples\n");
        first.await("42 apples", PATIENCE);
        second.await("42 apples", PATIENCE);
        first.type("exit\n");
        assertThat(first.end(PATIENCE)).isZero();
        assertThat(second.end(PATIENCE)).isZero();
      }
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }

  private QnetProcess boot(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "--text"));
    all.addAll(List.of(words));
    QnetProcess vm = QnetProcess.start(folder, words(all.toArray(String[]::new)));
    vm.await(PROMPT, PATIENCE);
    return vm;
  }

  private static String[] words(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    if (!all.contains("--append")) {
      all.addAll(List.of("--append", "quiet"));
    }
    all.addAll(
        List.of("--kernel", guest.kernel().toString(), "--initrd", guest.initramfs().toString()));
    return all.toArray(String[]::new);
  }

  private static void type(QnetProcess vm, String line, String answer) throws Exception {
    vm.type(line + "\n");
    vm.await(answer, PATIENCE);
  }

  private static void powerOff(QnetProcess vm) throws Exception {
    vm.type("poweroff -f\n");
    assertThat(vm.end(PATIENCE)).as(vm.err()).isZero();
  }

  private String qnet(String... words) throws Exception {
    return QnetProcess.run(folder, words);
  }

  private JsonNode list() throws Exception {
    return new ObjectMapper().readTree(qnet("vm", "list", "-o", "json")).path(0);
  }

  private void sendForEver(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] block = new byte[BLOCK];
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; ; i++) {
        out.write(block);
        if (i == 4) {
          flowing.countDown();
        }
      }
    } catch (IOException gone) {
      broken.countDown();
    }
  }

  private void sendInHalves(HttpExchange exchange, byte[] text) throws IOException {
    exchange.sendResponseHeaders(200, text.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(text, 0, text.length / 2);
      flowing.countDown();
      assertThat(pulledOut.await(60, TimeUnit.SECONDS)).isTrue();
      out.write(text, text.length / 2, text.length - text.length / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(HttpExchange exchange, byte[] text) throws IOException {
    exchange.sendResponseHeaders(200, text.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(text);
    }
  }
}
