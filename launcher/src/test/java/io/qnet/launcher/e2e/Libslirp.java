package io.qnet.launcher.e2e;

import io.qnet.launcher.qemu.Qemu;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Stock libslirp without a guest: a QEMU that has no machine, only a hub between {@code -netdev
 * user} and {@code -netdev stream}.
 */
final class Libslirp {
  private Libslirp() {}

  static FramePipe start(Path folder) throws IOException, InterruptedException {
    Path socket = folder.resolve("libslirp.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Process qemu =
          new ProcessBuilder(
                  List.of(
                      Qemu.find().program().toString(),
                      "-M",
                      "none",
                      "-nodefaults",
                      "-nographic",
                      "-netdev",
                      "user,id=u0,tftp=" + folder,
                      "-netdev",
                      "hubport,id=h0,hubid=0,netdev=u0",
                      "-netdev",
                      "stream,id=s0,addr.type=unix,addr.path=" + socket,
                      "-netdev",
                      "hubport,id=h1,hubid=0,netdev=s0"))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("libslirp.log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(qemu::destroyForcibly));
      SocketChannel accepted = server.accept();
      qemu.onExit().thenRun(() -> {});
      return new FramePipe(accepted);
    }
  }
}
