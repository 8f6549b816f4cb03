package io.qnet.vde.plug;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.unix.Socket;
import io.qnet.wire.channel.PlugLink;
import io.qnet.wire.channel.UnixPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The switch's end of one cable: connected to the client's socket, and bound at a path.
 *
 * @param socket connected and bound
 * @param path where it is bound
 */
record DataSocket(Socket socket, Path path) {
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int OWNER_BITS = 0700;

  /**
   * Makes it. Blocks for a moment.
   *
   * @param clientPath what the client says is its socket
   * @param client who that is, as the kernel says
   * @param path where to bind
   * @throws IOException if the client's socket cannot be used; the message says why
   */
  static DataSocket make(String clientPath, PeerCredentials client, Path path, Access access)
      throws IOException {
    int mode = ownSocketMode(clientPath, client);
    Socket socket = Socket.newSocketDomainDgram();
    try {
      PlugLink.prepare(socket);
      connect(socket, clientPath, client, mode);
      UnixPath.forOwnerOnly(socket);
      Files.deleteIfExists(path);
      socket.bind(new DomainSocketAddress(path.toString()));
      open(path, client, access);
      return new DataSocket(socket, path);
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  private static int ownSocketMode(String clientPath, PeerCredentials client) throws IOException {
    if (!clientPath.startsWith("/")) {
      throw new IOException("its socket '" + clientPath + "' is not an absolute path");
    }
    Path path = Path.of(clientPath);
    int mode;
    int uid;
    try {
      mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      uid = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException gone) {
      throw new IOException("there is no " + clientPath, gone);
    }
    if ((mode & FILE_TYPE) != SOCKET) {
      throw new IOException(clientPath + " is not a socket");
    }
    if (client.uid() != 0 && client.uid() != uid) {
      throw new IOException(clientPath + " belongs to user " + uid);
    }
    return mode & 0777;
  }

  private static void connect(Socket socket, String path, PeerCredentials client, int mode)
      throws IOException {
    try {
      socket.connect(new DomainSocketAddress(path));
    } catch (IOException refused) {
      if (String.valueOf(refused.getMessage()).contains("Permission denied")) {
        throw new IOException(
            "client pid "
                + client.pid()
                + " bound its socket with mode "
                + Integer.toOctalString(mode)
                + ", so that this switch may not send to it; it has to give the switch's user"
                + " write permission, or both have to run as the same user",
            refused);
      }
      throw refused;
    }
  }

  /**
   * As the original: a switch of root's hands the socket to its user, others open it to the mode.
   */
  private static void open(Path path, PeerCredentials client, Access access) throws IOException {
    if (client.uid() != 0 && isRoot()) {
      Files.setAttribute(path, "unix:uid", client.uid());
      Files.setPosixFilePermissions(path, Access.permissions(access.mode() & OWNER_BITS));
    } else {
      Files.setPosixFilePermissions(path, Access.permissions(access.mode()));
      VdeDirectory.chgrp(path, access);
    }
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /** Removes the path; the socket itself belongs to its link. */
  static @Nullable IOException remove(Path path) {
    try {
      Files.deleteIfExists(path);
      return null;
    } catch (IOException failure) {
      return failure;
    }
  }
}
