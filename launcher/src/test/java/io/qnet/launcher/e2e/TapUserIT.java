package io.qnet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user who is not root, on a host where root made something, too. */
@DisplayName("qnet tap for a user with CAP_NET_ADMIN")
@Timeout(600)
class TapUserIT {
  private static final List<String> USER =
      List.of(
          "setpriv",
          "--reuid=65534",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=-all,+net_admin",
          "--ambient-caps=-all,+net_admin",
          "--bounding-set=-all,+net_admin");

  private static final String QNET =
      """
      #!/bin/sh
      export XDG_STATE_HOME=%1$s/user XDG_RUNTIME_DIR=%1$s/user
      exec %3$s/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx96m \\
        -Dqnet.command=%1$s/as-user -cp '%2$s:%1$s/program/*' io.qnet.launcher.Main "$@"
      """;

  @TempDir Path folder;

  private HostLab host = new HostLab("qnet-user", Path.of("/"));

  @BeforeEach
  void makeHost() throws Exception {
    host = new HostLab("qnet-user", folder);
    host.make("setpriv");
    String folders = copyProgram();
    Path script = folder.resolve("as-user");
    Files.writeString(script, QNET.formatted(folder, folders, System.getProperty("java.home")));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    NetworkNamespace.run("chmod", "a+rx", folder.toString());
    NetworkNamespace.run("chmod", "-R", "a+rX", folder.resolve("program").toString());
    NetworkNamespace.run("chmod", "a+rw", folder.resolve("count").toString());
    NetworkNamespace.run(
        "install", "-d", "-m", "700", "-o", "65534", "-g", "65534", folder + "/user");
  }

  @AfterEach
  void removeHost() throws Exception {
    for (String name : List.of("lab", "mine")) {
      if (Files.exists(folder.resolve("user/qnet/tap/" + name + ".journal"))) {
        user("tap", "undo", name);
      }
    }
    host.remove();
  }

  /** Puts it where everybody may read it; the class path of what are folders there. */
  private String copyProgram() throws Exception {
    Path program = Files.createDirectory(folder.resolve("program"));
    List<String> folders = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path from = Path.of(entry);
      if (entry.isEmpty()) {
        continue;
      }
      if (Files.isDirectory(from)) {
        Path to = program.resolve("" + folders.size());
        NetworkNamespace.run("cp", "-r", from.toString(), to.toString());
        folders.add(to.toString());
      } else {
        Path to = program.resolve(String.valueOf(from.getFileName()));
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return String.join(":", folders);
  }

  private HostLab.Ran user(String... words) throws Exception {
    List<String> line = new ArrayList<>(USER);
    line.add(folder + "/as-user");
    line.addAll(List.of(words));
    return host.run(line);
  }

  @Test
  @DisplayName("that capability is enough for devices and networks, and to take them back exactly")
  void enough() throws Exception {
    String before = host.snapshot();
    user("tap", "network", "lab", "--subnet", "192.168.77.0/24", "--nat").ok();
    user("tap", "create", "mine", "--bridge", "lab").ok();
    assertThat(user("tap", "list").ok().out()).contains("lab", "mine");
    assertThat(host.sh("nft list table inet qnet_lab")).contains("masquerade");
    assertThat(host.sh("cat /proc/sys/net/ipv4/ip_forward")).isEqualTo("1\n");
    user("tap", "delete", "mine").ok();
    user("tap", "undo", "lab").ok();
    assertThat(host.snapshot()).isEqualTo(before);
  }

  @Test
  @DisplayName("what root made is shown as such, and is root's to undo")
  void ofRoot() throws Exception {
    host.qnet("tap", "create", "tap0").ok();
    user("tap", "create", "mine").ok();
    HostLab.Ran list = user("tap", "list").ok();
    assertThat(list.out()).contains("mine", "tap0");
    assertThat(list.err()).contains("made by another user, root as a rule: tap0");
    HostLab.Ran undo = user("tap", "undo", "tap0");
    assertThat(undo.status()).isEqualTo(1);
    assertThat(undo.err())
        .contains("'tap0' was made by another user, root as a rule", "sudo qnet tap undo tap0");
    assertThat(host.sh("ip -o link show type tun | cut -d: -f2")).contains("tap0", "mine");
    user("tap", "delete", "mine").ok();
    host.qnet("tap", "delete", "tap0").ok();
  }
}
