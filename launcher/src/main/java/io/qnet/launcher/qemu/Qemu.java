package io.qnet.launcher.qemu;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The QEMU of this host.
 *
 * @param program the file that is run
 * @param version what it says it is
 */
public record Qemu(Path program, QemuVersion version) {
  private static final String X86_64 = "qemu-system-x86_64";

  /** Finds qemu-system-x86_64 on the PATH and asks for its version. */
  public static Qemu find() throws IOException, InterruptedException {
    return find(X86_64, System.getenv());
  }

  /** Finds {@code name} on the PATH of {@code environment} and asks for its version. */
  public static Qemu find(String name, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path program =
        Program.find(name, environment)
            .orElseThrow(
                () ->
                    new MissingProgramException(
                        name + " is not installed",
                        "no machine can be started",
                        "apt-get install " + packageOf(name)));
    String banner =
        Program.of(program.toString(), "--version").within(Duration.ofSeconds(20)).require();
    QemuVersion version =
        QemuVersion.parse(banner)
            .orElseThrow(
                () ->
                    new IOException(
                        program
                            + " --version prints no version of QEMU but \""
                            + banner.strip()
                            + "\": it cannot be used; put the real "
                            + name
                            + " first on the PATH"));
    return new Qemu(program, version);
  }

  /** The package of Debian and Ubuntu that has {@code name}. */
  public static String packageOf(String name) {
    String processor = name.substring(name.lastIndexOf('-') + 1);
    return "qemu-system-"
        + switch (processor) {
          case "x86_64", "i386" -> "x86";
          case "aarch64", "arm" -> "arm";
          case "ppc", "ppc64" -> "ppc";
          case "sparc", "sparc64" -> "sparc";
          case "mips", "mipsel", "mips64", "mips64el" -> "mips";
          default -> "misc";
        };
  }
}
