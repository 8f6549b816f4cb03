package io.qnet.wire.channel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The path of a unix socket (unix(7)): who has it, and whether it may be taken.
 *
 * <p>A socket that nobody answers on was left behind by a program that died, and is replaced. One
 * that is answered on, and everything that is no socket, stays.
 */
public final class UnixPath {
  /** Octets that fit into {@code sun_path}, without its closing zero. */
  public static final int LONGEST = 107;

  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private UnixPath() {}

  /**
   * Binds a listening channel, and waits for that; the path, if it is one, is claimed first, and is
   * for the owner only. Not to be called on the loop.
   *
   * @throws IOException if the address is taken or cannot be used
   */
  public static Channel bind(ServerBootstrap bootstrap, SocketAddress local) throws IOException {
    if (local instanceof DomainSocketAddress unix) {
      claim(unix, false);
    }
    ChannelFuture registered = bootstrap.register().awaitUninterruptibly();
    Channel channel = registered.channel();
    if (channel instanceof UnixChannel unix && Transport.isUnix(local)) {
      forOwnerOnly(unix.fd());
    }
    Throwable failure =
        registered.isSuccess()
            ? channel.bind(local).awaitUninterruptibly().cause()
            : registered.cause();
    if (failure != null) {
      channel.close().awaitUninterruptibly();
      throw AddressException.of(local, failure);
    }
    return channel;
  }

  /**
   * The socket that is bound through this descriptor will have mode 0600: Linux takes it from the
   * descriptor, so that there is no moment in which others could connect.
   */
  public static void forOwnerOnly(FileDescriptor socket) throws IOException {
    Files.setPosixFilePermissions(
        Path.of("/proc/self/fd/" + socket.intValue()),
        PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * Makes sure that {@code address} can be bound to: removes what the dead left, throws for the
   * living.
   *
   * @param datagram whether it is a datagram socket that is going to be there
   * @throws BindException if it is taken; the message says by whom, and what to do
   */
  public static void claim(DomainSocketAddress address, boolean datagram) throws IOException {
    requireLength(address.path());
    Path path = Path.of(address.path());
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      throw refused(address, "there is no directory " + directory + "; create it first", null);
    }
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (((Integer) mode & FILE_TYPE) != SOCKET) {
      throw refused(
          address, "it exists and is not a socket; remove it or choose another path", null);
    }
    if (!isStale(address, datagram)) {
      throw refused(address, "another program uses it; to see which: ss -xap | grep " + path, null);
    }
    Files.deleteIfExists(path);
  }

  /**
   * Throws if {@code path} does not fit into a socket address.
   *
   * @throws IllegalArgumentException if it is too long; the message is one sentence
   */
  public static void requireLength(String path) {
    int length = path.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw new IllegalArgumentException(
          "a unix socket path has at most "
              + LONGEST
              + " octets, but "
              + path
              + " has "
              + length
              + "; choose a shorter one, such as /run/NAME.sock");
    }
  }

  /** Which file is at {@code path}: its device and inode; null if there is none. */
  static @Nullable Object identity(String path) throws IOException {
    Path file = Path.of(path);
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey()
        : null;
  }

  /**
   * Removes the path of a socket, unless somebody else's is there by now. To be called before the
   * socket is closed: until then nobody else's can have its inode.
   *
   * @param own what {@link #identity} said when the socket was bound
   */
  static void release(String path, @Nullable Object own) throws IOException {
    if (own != null && own.equals(identity(path))) {
      Files.deleteIfExists(Path.of(path));
    }
  }

  /** Whether nobody answers. If somebody does and says who, that is thrown. */
  private static boolean isStale(DomainSocketAddress address, boolean datagram) throws IOException {
    Epoll.ensureAvailability(); // its library is loaded, though no loop may have begun
    Socket probe = datagram ? Socket.newSocketDomainDgram() : Socket.newSocketDomain();
    try {
      probe.connect(address);
      int pid = peerOf(probe);
      if (pid > 0) {
        throw refused(
            address,
            program(pid) + " (pid " + pid + ") uses it; stop that or choose another path",
            null);
      }
      return false;
    } catch (BindException taken) {
      throw taken;
    } catch (FileNotFoundException gone) {
      return true;
    } catch (IOException failure) {
      int errno = SocketFailure.errno(failure);
      if (errno == SocketFailure.EACCES) {
        throw refused(address, "it belongs to another user; choose another path", failure);
      }
      return errno == SocketFailure.ECONNREFUSED;
    } finally {
      probe.close();
    }
  }

  /** The process at the far end; 0 where the system does not say, as for datagrams. */
  private static int peerOf(Socket socket) throws IOException {
    ByteBuffer credentials = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
    socket.getRawOpt(SOL_SOCKET, SO_PEERCRED, credentials);
    return credentials.getInt(0);
  }

  private static String program(int pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    } catch (IOException gone) {
      return "a program";
    }
  }

  /** The address cannot be had, in words. */
  static BindException refused(SocketAddress address, String why, @Nullable Throwable cause) {
    BindException refused =
        new BindException("cannot use " + AddressException.written(address) + ": " + why);
    if (cause != null) {
      refused.initCause(cause);
    }
    return refused;
  }
}
