package io.qnet.tap.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.wire.address.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("bridge.conf, and rules on top of it")
class AccessListTest {
  private static final Caller ALICE = new Caller(1, 1000, "alice", Set.of(1000, 44));
  private static final Caller BOB = new Caller(2, 1001, "bob", Set.of(1001));

  private final Path folder;
  private final Path file;

  AccessListTest(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("bridge.conf");
  }

  private AccessList list(String text) throws IOException, AccessException {
    Files.writeString(file, text);
    return AccessList.read(file);
  }

  private static Decision decide(AccessList list, String bridge, Caller caller) {
    return list.decide(bridge, caller, name -> name.equals("kvm") ? Integer.valueOf(44) : null);
  }

  private boolean allows(String text, String bridge) throws IOException, AccessException {
    return decide(list(text), bridge, ALICE).allowed();
  }

  @ParameterizedTest
  @CsvSource({
    "'', br0, false",
    "'# allow br0', br0, false",
    "'allow br0', br0, true",
    "'allow br0', br1, false",
    "'allow all', br1, true",
    "'deny all\nallow br0', br0, false",
    "'allow br0\ndeny br0', br0, false",
    "'allow all\ndeny br1', br0, true",
    "'allow all\ndeny br1', br1, false",
    "'  \tallow\t br0  ', br0, true",
    "'allow br0 # the lab', br0, true",
    "'allow br0\r\n', br0, true",
    "'allow br00', br0, false",
    "'allow BR0', br0, false",
  })
  @DisplayName("as QEMU's helper: default deny, deny wins, the order is of no importance")
  void stock(String text, String bridge, boolean allowed) throws Exception {
    assertThat(allows(text, bridge)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permit br0",
        "allow",
        "deny",
        "include",
        "allow br0\nfoo",
        "Allow br0",
        "user alice",
        "user alice allow",
        "user alice mac br0",
        "user alice mac br0 nonsense",
        "user alice mac br0 01:00:5e:00:00:01",
        "user alice permit br0",
        "allow br0\n\0"
      })
  @DisplayName("one line that is none: all is denied")
  void malformed(String text) {
    assertThatThrownBy(() -> list(text))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("bridge.conf:");
  }

  @Test
  @DisplayName("no file: all is denied")
  void missing() {
    assertThatThrownBy(() -> AccessList.read(folder.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @DisplayName("include: what is wrong with the file ends it, and nothing else")
  void includes() throws Exception {
    Files.writeString(folder.resolve("more"), "allow br1\nfoo\nallow br2\n");
    AccessList list = list("include " + folder.resolve("more") + "\ninclude nowhere\nallow br0");
    assertThat(decide(list, "br0", ALICE).allowed()).isTrue();
    assertThat(decide(list, "br1", ALICE).allowed()).isTrue();
    assertThat(decide(list, "br2", ALICE).allowed()).isFalse();
    assertThat(list.warnings()).hasSize(2);
  }

  @Test
  @DisplayName("a file that includes itself")
  void circle() throws Exception {
    AccessList list = list("allow br0\ninclude " + file);
    assertThat(decide(list, "br0", ALICE).allowed()).isTrue();
    assertThat(list.warnings()).hasSize(1);
  }

  @Test
  @DisplayName("users, by name and number, and groups")
  void people() throws Exception {
    AccessList list =
        list(
            """
            user alice allow br0
            user 1001 allow br1
            group kvm allow br2
            group nobodys allow br3
            allow br4
            user bob deny br4
            """);
    assertThat(decide(list, "br0", ALICE).allowed()).isTrue();
    assertThat(decide(list, "br0", BOB).allowed()).isFalse();
    assertThat(decide(list, "br1", BOB).allowed()).isTrue();
    assertThat(decide(list, "br2", ALICE).allowed()).isTrue();
    assertThat(decide(list, "br2", BOB).allowed()).isFalse();
    assertThat(decide(list, "br3", ALICE).allowed()).isFalse();
    assertThat(decide(list, "br4", ALICE).allowed()).isTrue();
    assertThat(decide(list, "br4", BOB).allowed()).isFalse();
  }

  @Test
  @DisplayName("addresses are pinned for those whom the lines are about")
  void pinned() throws Exception {
    AccessList list =
        list(
            """
            allow br0
            user alice mac br0 52:54:00:00:00:01
            group kvm mac all 52:54:00:00:00:02
            """);
    assertThat(decide(list, "br0", ALICE).macs())
        .containsExactlyInAnyOrder(
            MacAddress.parse("52:54:00:00:00:01"), MacAddress.parse("52:54:00:00:00:02"));
    assertThat(decide(list, "br0", BOB).macs()).isEmpty();
    assertThat(decide(list("user alice mac br0 52:54:00:00:00:01"), "br0", ALICE).allowed())
        .as("an address allows nothing")
        .isFalse();
  }

  @Test
  @DisplayName("the reason names the line")
  void reasons() throws Exception {
    AccessList list = list("# lab\nallow br0\ndeny br1\n");
    assertThat(decide(list, "br0", ALICE).reason()).isEqualTo("allowed by " + file + ":2");
    assertThat(decide(list, "br1", ALICE).reason()).isEqualTo("denied by " + file + ":3");
    assertThat(decide(list, "br2", ALICE).reason()).isEqualTo("no line of " + file + " allows it");
  }

  @Test
  @DisplayName("the broker's list is root's alone to write")
  void trusted() throws Exception {
    Files.writeString(file, "allow br0");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> AccessList.readTrusted(file))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("not root's alone to write");
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "SKIPPED: the file has to be root's");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(decide(AccessList.readTrusted(file), "br0", BOB).allowed()).isTrue();

    Path folder = Files.createDirectory(file.resolveSibling("others"));
    Path there = Files.copy(file, folder.resolve("bridge.conf"));
    Path link = Files.createSymbolicLink(file.resolveSibling("link"), there);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThatThrownBy(() -> AccessList.readTrusted(link))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining(folder + " is not root's alone to write");
  }
}
