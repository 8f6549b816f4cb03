package io.qnet.launcher.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.launcher.qemu.Machine;
import io.qnet.launcher.qemu.Nic;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuCommand;
import io.qnet.launcher.qemu.QemuException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boots the real guest, on QEMU's own user mode. */
@Tag("qemu")
class GuestRunIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static MicroGuest guest;

  @BeforeAll
  static void build() throws Exception {
    guest = BuiltGuest.get();
  }

  @DisplayName("every card gets the first lease of user mode, 10.0.2.15")
  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({
    "Q35,e1000",
    "PC,e1000",
    "Q35,virtio-net-pci",
    "PC,virtio-net-pci",
    "Q35,e1000e",
    "PC,rtl8139",
    "PC,ne2k_pci",
    "PC,pcnet",
    "Q35,vmxnet3"
  })
  void leases(Machine machine, String card) throws Exception {
    Instant begin = Instant.now();
    QemuCommand command =
        QemuCommand.of(Qemu.find()).machine(machine).nic(Nic.of("user,id=n0", card));
    try (GuestRun run = GuestRun.start(guest, Overlay.script("dhcp eth0 2>/dev/null"), command)) {
      GuestRun.Result result = run.result(PATIENCE);
      System.out.printf(
          "%s on %s: drivers loaded after %d ms, whole run %d ms%n",
          card,
          machine.word(),
          result.uptime().toMillis(),
          Duration.between(begin, Instant.now()).toMillis());
      assertThat(result.status()).isZero();
      assertThat(result.lines())
          .contains("ip=10.0.2.15", "prefix=24", "router=10.0.2.2", "dns=10.0.2.3", "lease=86400");
      assertThat(run.qemu().alive()).isFalse();
    }
  }

  @Test
  @DisplayName("the script's words come back as they were, with its exit status")
  void statusAndOutput() throws Exception {
    String script =
        """
        echo one
        echo two >&2
        echo
        printf 'no end'
        exit 7
        """;
    try (GuestRun run = GuestRun.start(guest, Overlay.script(script))) {
      GuestRun.Result result = run.result(PATIENCE);
      assertThat(result.status()).isEqualTo(7);
      assertThat(result.lines()).isEqualTo(List.of("one", "two", "", "no end"));
    }
  }

  @Test
  @DisplayName("a lesson's tools are there: modules load on demand, a host program runs")
  void tools() throws Exception {
    byte[] greeting = "hello\n".getBytes(StandardCharsets.UTF_8);
    String script =
        """
        set -e
        for tool in wget nc nslookup httpd traceroute arping sha256sum awk; do
          type $tool >/dev/null || echo "no $tool"
        done
        mkdir /www; cp /data/greeting /www/index.html
        httpd -h /www
        wget -q -O - http://localhost/
        ip link add link eth0 name eth0.7 type vlan id 7
        ip link add br0 type bridge
        ip link add v0 type veth peer name v1
        awk '/MemAvailable/ { print "free", ($2 > 50000) }' /proc/meminfo
        getconf PAGE_SIZE
        """;
    Overlay overlay =
        Overlay.script(script).file("/data/greeting", greeting, false).program("getconf");
    try (GuestRun run = GuestRun.start(guest, overlay, Nic.of("user"))) {
      GuestRun.Result result = run.result(PATIENCE);
      assertThat(result.lines()).containsExactly("hello", "free 1", "4096");
      assertThat(result.status()).isZero();
    }
  }

  @Test
  @DisplayName("without a script there is a shell on the serial line")
  void shell() throws Exception {
    try (GuestRun run = GuestRun.start(guest, Overlay.empty(), Nic.of("user"))) {
      run.qemu().awaitPrompt("guest:~# ", PATIENCE);
      run.qemu().type("echo $((6 * 7)) apples\n");
      run.qemu().await("42 apples", PATIENCE);
      run.qemu().type("exit\n");
      assertThat(run.qemu().awaitExit(PATIENCE)).isZero();
    }
  }

  @Test
  @DisplayName("a wrong card is an error with QEMU's own words, at once")
  void wrongCard() throws Exception {
    try (GuestRun run = GuestRun.start(guest, Overlay.script("true"), Nic.of("user", "e999"))) {
      assertThatThrownBy(() -> run.result(PATIENCE))
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("'e999' is not a valid device model name")
          .hasMessageContaining("QEMU ended with status 1");
    }
  }
}
