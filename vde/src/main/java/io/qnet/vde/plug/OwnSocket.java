package io.qnet.vde.plug;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.qnet.wire.channel.PlugLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's end of a cable: bound where the switch can reach it, until it has. Not on the loop.
 *
 * @param socket bound; connected after {@link #connect}
 * @param path where it is bound
 */
record OwnSocket(Socket socket, Path path) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnSocket.class);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int OWNER_ONLY = 0700;
  private static final int WITH_GROUP = 0770;

  /** In the switch's directory, else in /tmp. */
  static OwnSocket bind(VdeAddress address) throws IOException {
    long pid = ProcessHandle.current().pid();
    int number = NUMBER.incrementAndGet();
    Path beside =
        address.directory().resolve(String.format(Locale.ROOT, ".%05d-%05d", pid, number));
    Path path =
        Files.isWritable(address.directory())
            ? beside
            : Path.of(String.format(Locale.ROOT, "/tmp/vde.%05d-%05d", pid, number));
    Socket socket = Socket.newSocketDomainDgram();
    try {
      PlugLink.prepare(socket);
      Files.deleteIfExists(path);
      socket.bind(new DomainSocketAddress(path.toString()));
      letIn(address.directory().resolve("ctl"), path);
      return new OwnSocket(socket, path.toAbsolutePath());
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  /** The switch has to be able to write to it: by being us, by being root, or by its group. */
  private static void letIn(Path door, Path own) throws IOException {
    PosixFileAttributes switchs = Files.readAttributes(door, PosixFileAttributes.class);
    PosixFileAttributeView ours = Files.getFileAttributeView(own, PosixFileAttributeView.class);
    boolean same = switchs.owner().equals(ours.getOwner());
    boolean root = Integer.valueOf(0).equals(Files.getAttribute(door, "unix:uid"));
    ours.setPermissions(Access.permissions(same || root ? OWNER_ONLY : WITH_GROUP));
    if (!same && !root) {
      ours.setGroup(switchs.group());
    }
  }

  /** Connects to the switch's end; the path is needed no more. */
  void connect(String switchPath) throws IOException {
    socket.connect(new DomainSocketAddress(switchPath));
    Files.deleteIfExists(path);
  }

  @Override
  public void close() {
    try {
      socket.close();
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      LOG.debug("{}", failure.toString());
    }
  }
}
