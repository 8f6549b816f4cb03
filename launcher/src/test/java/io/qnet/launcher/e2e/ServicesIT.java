package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What answers at virtual hosts, seen from a real Linux stack behind a TAP device. */
@Timeout(600)
class ServicesIT {
  private final NetworkNamespace netns = new NetworkNamespace("qnet-svc");

  @TempDir Path folder;

  @BeforeEach
  void makeNamespace() throws Exception {
    netns.make("curl", "busybox", "smbd", "smbclient");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    netns.remove();
  }

  private UserSegment segment(String options) throws Exception {
    UserSegment segment =
        Segment.at("tap:tap0@" + netns.name(), folder.resolve("services.pcapng"), options);
    address();
    return segment;
  }

  private void address() throws Exception {
    netns.inside("ip", "addr", "add", "10.0.2.15/24", "dev", "tap0");
    netns.inside("ip", "link", "set", "lo", "up");
  }

  @Test
  @DisplayName("guestfwd leads to a TCP port and to a program, with restrict=on")
  void forwards() throws Exception {
    try (WebServer web = WebServer.start();
        UserSegment segment =
            segment(
                "restrict=on,guestfwd=tcp:10.0.2.100:80-tcp:127.0.0.1:"
                    + web.port()
                    + ",guestfwd=tcp:10.0.2.100:7-cmd:sh -c 'read line; echo \"heard $line\"'")) {
      assertThat(segment.forwards()).isEmpty();
      assertThat(netns.inside("curl", "-sS", "-m", "20", "http://10.0.2.100/hello"))
          .contains("hello from the host");
      assertThat(netns.inside("sh", "-c", "echo a question | busybox nc -w 10 10.0.2.100 7"))
          .isEqualTo("heard a question\n");
    }
  }

  @Test
  @DisplayName("a program of guestfwd=…-cmd ends with its connection, and with the gateway")
  void programsEnd() throws Exception {
    Path pids = folder.resolve("pids");
    String program = "-cmd:sh -c 'echo $$ >> " + pids + "; yes & exec sleep 1000'";
    List<ProcessHandle> started;
    try (UserSegment segment = segment("guestfwd=tcp:10.0.2.100:7" + program)) {
      assertThat(segment.port()).isNotNull();
      netns.inside("sh", "-c", "timeout 1 busybox nc 10.0.2.100 7 > /dev/null || sleep 1");
      netns.inside("sh", "-c", "timeout 60 busybox nc 10.0.2.100 7 > /dev/null 2>&1 & sleep 1");
      started =
          Files.readAllLines(pids).stream()
              .flatMap(line -> ProcessHandle.of(Long.parseLong(line)).stream())
              .toList();
      assertThat(started).as("the first went with its client").hasSize(1);
    }
    assertThat(started.get(0).onExit()).succeedsWithin(Duration.ofSeconds(60));
    assertThat(Files.readAllLines(pids)).hasSize(2);
  }

  @Test
  @DisplayName("guestfwd leads to a unix socket; a program that ends early is a reset or an end")
  void unix() throws Exception {
    Path path = folder.resolve("app.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread answering =
          new Thread(
              () -> {
                try (SocketChannel client = server.accept()) {
                  client.write(StandardCharsets.UTF_8.encode("from the socket\n"));
                } catch (IOException closed) {
                  throw new UncheckedIOException(closed);
                }
              });
      answering.start();
      try (UserSegment segment =
          segment("guestfwd=tcp::7-unix:" + path + ",guestfwd=tcp::8-cmd:false")) {
        assertThat(segment.port()).isNotNull();
        assertThat(netns.inside("sh", "-c", "busybox nc -w 10 10.0.2.4 7 < /dev/null"))
            .isEqualTo("from the socket\n");
        assertThat(netns.inside("sh", "-c", "busybox nc -w 10 10.0.2.4 8 < /dev/null || true"))
            .isEmpty();
      }
      answering.join();
    }
  }

  private List<String> smb(String... commands) {
    List<String> words =
        new ArrayList<>(
            List.of("smbclient", "-N", "-t", "20", "-s", "/dev/null", "//10.0.2.4/qemu", "-c"));
    words.add(String.join(";", commands));
    return words;
  }

  private String share(String... commands) throws Exception {
    return netns.inside(smb(commands).toArray(String[]::new));
  }

  @Test
  @DisplayName("smb= is a folder that a real client lists, reads and writes, and cannot leave")
  void files() throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.writeString(shared.resolve("read me.txt"), "from the host");
    Path secret = Files.writeString(folder.resolve("secret"), "not shared");
    Files.createSymbolicLink(shared.resolve("way-out"), secret);
    Path got = folder.resolve("got");
    Path mine = Files.writeString(folder.resolve("mine"), "from the guest");
    Path stolen = folder.resolve("stolen");
    try (UserSegment segment = segment("smb=" + shared)) {
      assertThat(segment.port()).isNotNull();
      assertThat(share("ls")).contains("read me.txt");
      share("get \"read me.txt\" " + got, "mkdir made", "put " + mine + " made/written");
      assertThat(got).hasContent("from the host");
      assertThat(shared.resolve("made/written")).hasContent("from the guest");
      for (String way : List.of("way-out", "../secret", "made/../../secret")) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", netns.name()));
        words.addAll(smb("get " + way + " " + stolen));
        Process client = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor()).as("%s: %s", way, said).isNotZero();
        assertThat(said).contains("NT_STATUS_");
      }
      assertThat(stolen).doesNotExist();
    }
    assertThat(secret).hasContent("not shared");
  }

  @Test
  @DisplayName(
      "a folder with a % in its name is shared by a link; Samba's files go where it is told")
  void linked() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("p%Uq"));
    Files.writeString(odd.resolve("note"), "from the host");
    Path link = Files.createSymbolicLink(folder.resolve("linked"), odd);
    Path run = Files.createDirectory(folder.resolve("run"));
    Path got = folder.resolve("got");
    UserPlan plan =
        new UserPlan(
            "e2e",
            PortSpec.parse("tap:tap0@" + netns.name(), folder),
            UserOptions.parse("smb=" + link),
            null,
            run);
    try (UserSegment segment = UserSegment.start(plan, Map.of(), event -> {})) {
      assertThat(segment.port()).isNotNull();
      address();
      share("get note " + got);
      assertThat(got).hasContent("from the host");
      assertThat(run.resolve("smb0/smb.conf")).exists();
    }
    assertThat(run).isEmptyDirectory();
  }
}
