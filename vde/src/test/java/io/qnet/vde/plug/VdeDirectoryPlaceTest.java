package io.qnet.vde.plug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.vde.PortGroup;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the sockets are: what was there before, and who may come in. */
@Timeout(120)
class VdeDirectoryPlaceTest extends DirectoryRig {
  VdeDirectoryPlaceTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  @DisplayName("a living switch keeps its directory, and is named; what a dead one left is removed")
  void claims() throws Exception {
    try (VdeDirectory directory = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
      assertThat(directory).isNotNull();
    }
    Files.createDirectory(path());
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path().resolve("ctl")));
    }
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path().resolve("001.7")));
    }
    try (VdeDirectory again = open()) {
      assertThat(path().resolve("001.7")).doesNotExist();
      assertThat(again).isNotNull();
    }
    Files.deleteIfExists(path());
    Files.createFile(path());
    assertThatThrownBy(this::open).hasMessageContaining("is not a directory");
  }

  @Test
  @DisplayName(
      "a directory that was there has its mode back in the end; one of others' is left alone")
  void othersDirectories() throws Exception {
    Files.createDirectory(path());
    Files.setAttribute(path(), "unix:mode", 0755);
    try (VdeDirectory directory = open(new PortGroup("students", 10))) {
      assertThat(mode(path())).isEqualTo("rwx------");
      assertThat(directory).isNotNull();
    }
    assertThat((Integer) Files.getAttribute(path(), "unix:mode") & 07777).isEqualTo(0755);
    Files.setAttribute(path(), "unix:mode", 01777);
    assertThatThrownBy(this::open).hasMessageContaining("a directory that many share");
    assertThat((Integer) Files.getAttribute(path(), "unix:mode") & 07777).isEqualTo(01777);
    Files.setAttribute(path(), "unix:mode", 0755);
    Path letter = Files.createFile(path().resolve("letter.txt"));
    assertThatThrownBy(this::open).hasMessageContaining("it holds letter.txt");
    Files.delete(letter);
    try (ServerSocketChannel living = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      living.bind(UnixDomainSocketAddress.of(path().resolve("database")));
      assertThatThrownBy(this::open).hasMessageContaining("it holds database");
    }
    assertThat(mode(path())).isEqualTo("rwxr-xr-x");
    try (VdeDirectory directory = open()) { // what is dead may be a port group's of before
      assertThat(directory).isNotNull();
    }
  }

  @Test
  @DisplayName("one that a switch had which was killed has its mode back after the next")
  void afterAKill() throws Exception {
    Files.createDirectory(path());
    Files.setAttribute(path(), "unix:mode", 0755);
    Path before = path().resolve(".qnet-before");
    Path kept;
    try (VdeDirectory directory = open()) {
      kept = Files.readSymbolicLink(before);
      assertThat(directory).isNotNull();
    }
    assertThat(Files.isSymbolicLink(before)).isFalse();
    leave(before, kept, 0700);
    try (VdeDirectory directory = open()) {
      assertThat(mode(path())).isEqualTo("rwx------");
      assertThat(directory).isNotNull();
    }
    assertThat(mode(path())).isEqualTo("rwxr-xr-x");
    leave(before, Path.of("anything"), 0750);
    try (VdeDirectory directory = open()) {
      assertThat(directory).isNotNull();
    }
    assertThat(mode(path())).isEqualTo("rwxr-x---");
    assertThat(path()).isEmptyDirectory();
  }

  /** As a switch leaves it that is killed. */
  private void leave(Path before, Path kept, int mode) throws IOException {
    Files.createSymbolicLink(before, kept);
    Files.setAttribute(path(), "unix:mode", mode);
  }

  @Test
  @DisplayName("modes are exactly those asked for")
  void modes() throws Exception {
    var segment = new VdeDirectory.Segment(loop, bridge, background, UnaryOperator.identity());
    try (VdeDirectory directory =
        VdeDirectory.open(path(), Access.of(0660, null), List.of(), segment)) {
      assertThat(mode(path())).isEqualTo("rwxrwx---");
      assertThat(mode(path().resolve("ctl"))).isEqualTo("rw-rw----");
      assertThat(directory).isNotNull();
    }
    assertThat(Access.of(0604, null).directoryMode()).isEqualTo(02705);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
