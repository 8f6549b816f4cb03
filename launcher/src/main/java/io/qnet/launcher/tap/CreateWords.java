package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.tap.network.DeviceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of a device. */
final class CreateWords {
  @Parameters(paramLabel = "DEVICE", description = "The device.")
  private String name = "";

  @Option(
      names = "--owner",
      paramLabel = "USER",
      description = "Who may open it without privilege. Default: root alone.")
  private @Nullable String owner;

  @Option(names = "--group", paramLabel = "GROUP", description = "Which group may, too.")
  private @Nullable String group;

  @Option(
      names = "--multi-queue",
      description = "Several queues: for QEMU's queues=N with vhost, or a program with threads.")
  private boolean multiQueue;

  @Option(
      names = "--mtu",
      paramLabel = "OCTETS",
      description = "The largest IP datagram. Default: the bridge's, else 1500.")
  private @Nullable Integer mtu;

  @Option(
      names = "--netns",
      paramLabel = "NAME",
      description = "Make it in this network namespace.")
  private @Nullable String netns;

  @Option(names = "--bridge", paramLabel = "NAME", description = "Make it a port of this bridge.")
  private @Nullable String bridge;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description =
          "Run this with the device's name once it is up, as QEMU does with script=; if it fails,"
              + " everything is taken back.")
  private @Nullable String script;

  @Option(
      names = "--downscript",
      paramLabel = "FILE",
      description = "Run this before the device goes, as QEMU does with downscript=.")
  private @Nullable String downscript;

  DeviceRequest request(Terminal terminal) {
    return new DeviceRequest(
        name,
        netns,
        owner,
        group,
        multiQueue,
        Mtu.checkedIfGiven(mtu),
        bridge,
        absolute(terminal, script),
        absolute(terminal, downscript));
  }

  /** As QEMU: "no" is none. */
  private static @Nullable String absolute(Terminal terminal, @Nullable String file) {
    if (file == null || file.equals("no")) {
      return null;
    }
    Path script = terminal.directory().resolve(file).toAbsolutePath();
    if (!Files.isExecutable(script) || Files.isDirectory(script)) {
      throw Failure.usage(
          script + (Files.exists(script) ? " cannot be run" : " is not there"),
          "it is to be run with the device's name; nothing was changed",
          "name another script, or make it one that can be run: chmod +x " + script);
    }
    return script.toString();
  }
}
