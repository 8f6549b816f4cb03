package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change: read elsewhere, taken over on the loop. */
class HostFilesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @TempDir private Path folder = Path.of(".");
  private final Deque<Runnable> reader = new ArrayDeque<>();
  private final Deque<Runnable> loop = new ArrayDeque<>();
  private Path hosts = folder;
  private Path resolvConf = folder;
  private long now = Long.MAX_VALUE - SECOND;
  private boolean busy;

  @BeforeEach
  void files() throws IOException {
    hosts = folder.resolve("hosts");
    resolvConf = folder.resolve("resolv.conf");
    Files.writeString(hosts, "192.0.2.1 one\n");
    Files.writeString(resolvConf, "nameserver 192.0.2.53\n");
  }

  private HostFiles read() {
    return HostFiles.read(
        hosts,
        resolvConf,
        Lab.GATEWAY,
        job -> {
          if (busy) {
            throw new RejectedExecutionException();
          }
          reader.add(job);
        },
        loop::add);
  }

  private void runAll() {
    Objects.requireNonNull(reader.poll()).run();
    Objects.requireNonNull(loop.poll()).run();
  }

  @Test
  @DisplayName("The first reading is done before anybody asks")
  void first() {
    HostFiles files = read();
    assertThat(files.names().knows("one")).isTrue();
    assertThat(files.resolvers().addresses()).containsExactly(IpAddress.parse("192.0.2.53"));
    assertThat(reader).isEmpty();
  }

  @Test
  @DisplayName("A change is seen by the query after the one that had the files looked at")
  void changed() throws IOException {
    HostFiles files = read();
    Files.writeString(hosts, "192.0.2.2 two.example\n");
    files.refresh(now);
    assertThat(files.names().knows("one")).isTrue();
    Objects.requireNonNull(reader.poll()).run();
    assertThat(files.names().knows("one")).as("taken over on the loop only").isTrue();
    Objects.requireNonNull(loop.poll()).run();
    assertThat(files.names().knows("one")).isFalse();
    assertThat(files.names().knows("two.example")).isTrue();
    assertThat(files.resolvers().addresses()).containsExactly(IpAddress.parse("192.0.2.53"));
  }

  @Test
  @DisplayName("Once a second at most, one reading at a time, and again if the reader was busy")
  void atMost() {
    HostFiles files = read();
    files.refresh(now);
    files.refresh(now + 5 * SECOND);
    assertThat(reader).as("one is under way").hasSize(1);
    runAll();
    files.refresh(now + SECOND - 1);
    assertThat(reader).isEmpty();
    busy = true;
    files.refresh(now + SECOND);
    assertThat(reader).isEmpty();
    busy = false;
    files.refresh(now + 2 * SECOND);
    assertThat(reader).hasSize(1);
    runAll();
  }

  @Test
  @DisplayName("Files that are gone are empty; names of the lab stay through every change")
  void gone() throws IOException {
    HostFiles files = read();
    files.setExtra(Map.of("vm2", List.of(IpAddress.parse("10.0.2.16"))));
    assertThat(files.names().knows("vm2")).isTrue();
    Files.delete(hosts);
    Files.delete(resolvConf);
    files.refresh(now);
    runAll();
    assertThat(files.names().knows("one")).isFalse();
    assertThat(files.names().knows("vm2")).isTrue();
    assertThat(files.resolvers().addresses()).containsExactly(Ipv4Address.LOOPBACK);
  }
}
