package io.qnet.launcher.tap;

import io.qnet.launcher.cli.Failure;
import io.qnet.tap.network.BridgeRequest;
import io.qnet.wire.address.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The words of a bridge. */
final class BridgeWords {
  @Parameters(paramLabel = "NAME", description = "The bridge.")
  private String name = "";

  @Option(
      names = "--address",
      paramLabel = "A.B.C.D/N",
      description = "An IPv4 address of this host there.")
  private @Nullable String address;

  @Option(
      names = "--mtu",
      paramLabel = "OCTETS",
      description = "The largest IP datagram. Default: its smallest port's, else 1500.")
  private @Nullable Integer mtu;

  @Option(
      names = "--add",
      paramLabel = "DEVICE",
      description = "An interface that becomes a port of it; repeatable.")
  private List<String> ports = new ArrayList<>();

  @Option(
      names = "--stp",
      description = "Take part in the spanning tree: a new port waits 30 s before it forwards.")
  private boolean stp;

  @Option(
      names = "--i-know",
      description =
          "DEVICE carries this host's addresses, perhaps its default route: they move to the"
              + " bridge.")
  private boolean knowing;

  BridgeRequest request() {
    return new BridgeRequest(name, address(), Mtu.checkedIfGiven(mtu), stp, ports, knowing);
  }

  private @Nullable String address() {
    String text = address;
    if (text == null) {
      return null;
    }
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 2 && parts[1].matches("[1-9]|[12][0-9]|3[0-2]")) {
        return Ipv4Address.parse(parts[0]) + "/" + parts[1];
      }
    } catch (IllegalArgumentException notAnAddress) {
      throw noAddress(text).because(notAnAddress);
    }
    throw noAddress(text);
  }

  private static Failure noAddress(String text) {
    return Failure.usage(
        "--address " + text + " is no IPv4 address with the length of its prefix",
        "nothing was changed",
        "write one such as --address 192.168.77.1/24");
  }
}
