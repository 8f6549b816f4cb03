package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.guest.GuestBuilder;
import io.qnet.launcher.guest.MicroGuest;
import io.qnet.launcher.qemu.RealQemu;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine's consoles in a real browser. Pictures are left in target/screenshots. */
@Tag("qemu")
@Timeout(600)
@DisplayName("Consoles in the browser, for real")
class WebConsoleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("http://127[.]0[.]0[.]1:\\d+/visit\\S+");
  private static final Pattern PROCESS = Pattern.compile("is process (\\d+)");
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String LIT =
      "(() => { const c = document.querySelector('#screen canvas');"
          + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
          + " let lit = 0; for (let i = 0; i < d.length; i += 4) lit += d[i] + d[i+1] + d[i+2] > 0;"
          + " return lit > 500; })()";

  private Path program = Path.of("");

  @TempDir Path folder;

  /** Before each, not before all: what is skipped is counted then. */
  @BeforeEach
  void find() {
    RealQemu.need();
    assumeTrue(
        Chromium.find().isPresent(), "SKIPPED: no chromium on this host; apt-get install chromium");
    program = Chromium.find().orElseThrow();
  }

  @Test
  @DisplayName("the serial line: what is typed in the page the guest answers; its end is told")
  void serial() throws Exception {
    MicroGuest guest =
        new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println).ensure();
    try (QnetProcess vm =
            QnetProcess.start(
                folder,
                "run",
                "--display",
                "none",
                "--net",
                "none",
                "--kernel",
                guest.kernel().toString(),
                "--initrd",
                guest.initramfs().toString(),
                "--append",
                "console=ttyS0 quiet");
        Chromium chromium = Chromium.start(program, folder.resolve("chromium"))) {
      vm.await("ready: ", PATIENCE);
      String address = QnetProcess.run(folder, "vm", "console", "vm1", "--web").strip();
      assertThat(address).matches(ADDRESS);
      requireGuard(address);

      chromium.prefer("light");
      chromium.open(address);
      chromium.await(rows("guest:~# "), PATIENCE);
      assertThat(chromium.evaluate("location.search").asText()).as("the code is gone").isEmpty();
      assertThat(chromium.evaluate("document.querySelector('#tab-screen').disabled").asBoolean())
          .isTrue();
      chromium.type("echo $((6 * 7)) pears\n");
      chromium.await(rows("42 pears"), PATIENCE);
      chromium.screenshot(PICTURES.resolve("serial-light.png"));
      chromium.prefer("dark");
      chromium.screenshot(PICTURES.resolve("serial-dark.png"));
      chromium.type("poweroff -f\n");
      chromium.await(
          "document.querySelector('#state.gone').innerText.startsWith('The machine has ended')",
          PATIENCE);
      chromium.screenshot(PICTURES.resolve("serial-ended.png"));
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }

  private static String rows(String text) {
    return "document.querySelector('.xterm-rows').innerText.replaceAll('\\u00a0', ' ').includes('"
        + text
        + "')";
  }

  /** Whoever has neither token nor code is nobody, and another page's is not let in. */
  private static void requireGuard(String address) throws Exception {
    URI serial = URI.create(address).resolve("/api/v1/console/serial");
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest bare = HttpRequest.newBuilder(serial).build();
    assertThat(client.send(bare, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    HttpRequest foreign =
        HttpRequest.newBuilder(serial).header("Origin", "http://evil.example").build();
    assertThat(client.send(foreign, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  @DisplayName("--web-display: the screen is in the page, and QEMU listens at no port")
  void screen() throws Exception {
    try (QnetProcess vm =
            QnetProcess.start(folder, "run", "--web-display", "--net", "none", "--memory", "64");
        Chromium chromium = Chromium.start(program, folder.resolve("chromium"))) {
      Matcher process = PROCESS.matcher(vm.await("ready: ", PATIENCE));
      assertThat(process.find()).as(vm.out()).isTrue();
      assertThat(listeners(process.group(1))).isEmpty();
      Path run = folder.resolve("qnet/vm1");
      assertThat(run.resolve("screen.sock")).exists();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run)))
          .isEqualTo("rwx------");

      chromium.open(QnetProcess.run(folder, "vm", "console", "--web").strip());
      chromium.await(LIT, PATIENCE);
      chromium.screenshot(PICTURES.resolve("screen.png"));
      Matcher told = ADDRESS.matcher(vm.err());
      assertThat(told.find()).as(vm.err()).isTrue();
      chromium.open(told.group());
      chromium.await(LIT, PATIENCE);

      QnetProcess.run(folder, "vm", "stop", "--now");
      chromium.await("document.querySelector('#state.gone') !== null", PATIENCE);
      chromium.screenshot(PICTURES.resolve("screen-ended.png"));
      assertThat(vm.end(PATIENCE)).isZero();
    }
  }

  /** TCP sockets that the process listens at: their inodes, as proc(5) has them. */
  private static Set<String> listeners(String pid) throws IOException {
    List<String> rows = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
    rows.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
    Set<String> listening =
        rows.stream()
            .map(row -> row.strip().split(" +", -1))
            .filter(fields -> fields[3].equals("0A"))
            .map(fields -> "socket:[" + fields[9] + "]")
            .collect(Collectors.toSet());
    try (Stream<Path> open = Files.list(Path.of("/proc", pid, "fd"))) {
      return open.map(WebConsoleIT::target).filter(listening::contains).collect(Collectors.toSet());
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
