package io.qnet.launcher.e2e;

import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.user.UserOptions;
import io.qnet.launcher.user.UserPlan;
import io.qnet.launcher.user.UserSegment;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;

/** A real user-mode segment on a unix socket, as {@code qnet user} makes it. */
final class Segment {
  private Segment() {}

  static UserSegment at(Path socket, Path capture, String options) {
    return at("stream:" + socket, capture, options);
  }

  static UserSegment at(String port, Path capture, String options) {
    UserPlan plan =
        new UserPlan(
            "e2e", PortSpec.parse(port, capture.getParent()), UserOptions.parse(options), capture);
    return UserSegment.start(plan, Map.of(), event -> {});
  }

  static FramePipe start(Path folder) throws IOException {
    Path socket = folder.resolve("qnet.sock");
    at(socket, folder.resolve("differences.pcapng"), "tftp=" + folder);
    return new FramePipe(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }
}
