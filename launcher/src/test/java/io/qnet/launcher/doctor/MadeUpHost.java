package io.qnet.launcher.doctor;

import io.qnet.launcher.accel.KvmReport;
import io.qnet.launcher.accel.KvmReport.Verdict;
import io.qnet.launcher.qemu.Qemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host whose files, programs and privileges a test chooses. At first it has nothing. */
final class MadeUpHost implements Attempts {
  final Path root;
  @Nullable String pingTrouble;
  @Nullable String nativeTrouble;
  KvmReport kvm = new KvmReport(Verdict.WORKS, "a kernel reached long mode in 0.20 s", "");

  MadeUpHost(Path root) {
    this.root = root;
  }

  Host host() {
    return new Host(root, Map.of("PATH", root.resolve("bin").toString()), this);
  }

  MadeUpHost file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  MadeUpHost program(String name, String script) throws IOException {
    return executable("bin/" + name, script);
  }

  MadeUpHost executable(String path, String script) throws IOException {
    file(path, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  MadeUpHost qemu(String version, String... netdevs) throws IOException {
    return program(
        "qemu-system-x86_64",
        "if [ \"$1\" = --version ]; then echo 'QEMU emulator version "
            + version
            + "'; else echo 'Available netdev backend types:'; for n in "
            + String.join(" ", netdevs)
            + "; do echo $n; done; fi");
  }

  /** This process has every capability, or none. */
  MadeUpHost privileged(boolean privileged) throws IOException {
    return file(
        "proc/self/status", "CapEff:\t" + (privileged ? "000001ffffffffff" : "0000000000000000"));
  }

  /** {@code port} is listened at by pid 17, python3. */
  MadeUpHost listener(int port) throws IOException {
    file(
        "proc/net/tcp",
        "  sl  local_address rem_address   st\n"
            + String.format(
                "   0: 0100007F:%04X 00000000:0000 0A 0:0 00:0 0 0 0 4711 1 0 100 0 0 10 0%n",
                port));
    file("proc/17/comm", "python3\n");
    Files.createDirectories(root.resolve("proc/17/fd"));
    Path descriptor = root.resolve("proc/17/fd/3");
    if (!Files.isSymbolicLink(descriptor)) {
      Files.createSymbolicLink(descriptor, Path.of("socket:[4711]"));
    }
    return this;
  }

  @Override
  public Optional<String> open(Path device) {
    return Files.exists(device) ? Optional.empty() : Optional.of("NoSuchFile: " + device);
  }

  @Override
  public Optional<String> pingSocket() {
    return Optional.ofNullable(pingTrouble);
  }

  @Override
  public Optional<String> nativeTransport() {
    return Optional.ofNullable(nativeTrouble);
  }

  @Override
  public KvmReport kvm(Qemu qemu) {
    return kvm;
  }
}
