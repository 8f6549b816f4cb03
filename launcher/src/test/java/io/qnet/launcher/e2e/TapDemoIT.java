package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tour of TAP mode, with a real guest. */
@Tag("qemu")
@DisplayName("qnet demo tap")
@Timeout(600)
class TapDemoIT {
  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-tour", Path.of("/"));

  @BeforeEach
  void makeHost() throws Exception {
    host = new HostLab("qnet-tour", folder);
    host.make("qemu-system-x86_64", "unshare", "nsenter", "setpriv");
  }

  @AfterEach
  void removeHost() throws Exception {
    host.remove();
  }

  @Test
  @DisplayName("eleven steps in a namespace of its own; the one it was started in is not touched")
  void tour() throws Exception {
    String before = host.snapshot();

    HostLab.Ran ran = host.qnet("demo", "tap").ok();

    assertThat(ran.out())
        .contains("11  capture", "ip=192.168.77.10 prefix=24 router=192.168.77.1")
        .containsPattern("tap0: 192.168.77.10:[0-9]+ > 203.0.113.1:80")
        .containsPattern("up0:  198.51.100.2:[0-9]+ > 203.0.113.1:80");
    assertThat(host.snapshot()).isEqualTo(before);
    assertThat(host.running()).isEmpty();
    Captures.readable(folder.resolve("captures/out/demo-tap.pcapng"));
  }

  @Test
  @DisplayName("without privilege it says what it would need it for: exit code 3")
  void noPrivilege() throws Exception {
    HostLab.Ran ran =
        host.run(List.of("setpriv", "--bounding-set=-net_admin", folder + "/qnet", "demo", "tap"));
    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .contains("needs privilege", "CAP_SYS_ADMIN", "CAP_NET_ADMIN", "sudo ./qnet demo tap");
  }
}
