package io.qnet.posix;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A unix socket of packets (unix(7), SOCK_SEQPACKET): what is sent at once is received at once, and
 * descriptors come along. Blocks; what does not come within {@value #PATIENCE} seconds is an error.
 */
public final class PacketSocket implements AutoCloseable {
  /** How long a peer may take, in seconds. */
  public static final int PATIENCE = 5;

  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SO_PEERCRED = 17;
  private static final int SO_PEERGROUPS = 59;
  private static final int MOST_GROUPS = 65536;
  private static final int LONGEST_PATH = 107;
  private static final int ADDRESS = 110;
  private static final int BACKLOG = 16;
  private static final int BOTH = 2;

  private final int fd;

  private PacketSocket(int fd) {
    this.fd = fd;
  }

  /**
   * Who is at the other end, as the kernel saw it when it connected.
   *
   * @param pid its process
   * @param uid its user
   * @param groups all of its groups
   */
  public record Peer(int pid, int uid, List<Integer> groups) {
    /** Keeps a copy of its own. */
    public Peer {
      groups = List.copyOf(groups);
    }
  }

  /** Connects to the socket at {@code path}. */
  public static PacketSocket connect(Path path) throws PosixException {
    byte[] address = address(path);
    PacketSocket socket = open();
    if (Libc.connect(socket.fd, address, address.length) != 0) {
      int errno = Native.getLastError();
      socket.close();
      throw trouble("connect(" + path + ")", errno);
    }
    socket.beImpatient();
    return socket;
  }

  /** Listens at {@code path}; what was left there by one that ended is removed. */
  public static PacketSocket listen(Path path) throws IOException {
    byte[] address = address(path);
    if (Files.exists(path)) {
      try {
        connect(path).close();
      } catch (PosixException nobody) {
        Files.delete(path);
      }
    }
    PacketSocket socket = open();
    if (Libc.bind(socket.fd, address, address.length) != 0
        || Libc.listen(socket.fd, BACKLOG) != 0) {
      int errno = Native.getLastError();
      socket.close();
      throw trouble("bind(" + path + ")", errno);
    }
    return socket;
  }

  private static PacketSocket open() throws PosixException {
    int fd = Libc.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw trouble("socket(AF_UNIX)", Native.getLastError());
    }
    return new PacketSocket(fd);
  }

  private static byte[] address(Path path) throws PosixException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_PATH) {
      throw trouble("the path " + path, Errno.EINVAL);
    }
    return ByteBuffer.allocate(ADDRESS)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) AF_UNIX)
        .put(name)
        .array();
  }

  private static PosixException trouble(String call, int errno) {
    return PosixException.of(
        call,
        errno,
        errno == Errno.ENOENT || errno == Errno.ECONNREFUSED
            ? "nobody listens there"
            : "there is no way to the other end",
        "look at it: ls -l, and ss -xl");
  }

  private void beImpatient() {
    byte[] time = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(PATIENCE).array();
    int unused = Libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, time, time.length);
    unused = Libc.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, time, time.length);
  }

  /** The next one that connects. */
  public PacketSocket accept() throws PosixException {
    byte[] address = new byte[ADDRESS];
    int accepted;
    do {
      accepted = Libc.accept4(fd, address, new int[] {ADDRESS}, SOCK_CLOEXEC);
    } while (accepted < 0 && Native.getLastError() == Errno.EINTR);
    if (accepted < 0) {
      throw trouble("accept", Native.getLastError());
    }
    PacketSocket socket = new PacketSocket(accepted);
    socket.beImpatient();
    return socket;
  }

  /** Makes {@link #accept} fail, now and later; from any thread. */
  public void shutDown() {
    int unused = Libc.shutdown(fd, BOTH);
  }

  /** Who is at the other end. */
  public Peer peer() throws PosixException {
    byte[] credentials = new byte[12];
    if (Libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, new int[] {12}) != 0) {
      throw trouble("getsockopt(SO_PEERCRED)", Native.getLastError());
    }
    byte[] groups = new byte[Integer.BYTES * MOST_GROUPS];
    int[] length = {groups.length};
    if (Libc.getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, length) != 0) {
      throw trouble("getsockopt(SO_PEERGROUPS)", Native.getLastError());
    }
    ByteBuffer who = ByteBuffer.wrap(credentials).order(ByteOrder.LITTLE_ENDIAN);
    int pid = who.getInt();
    int uid = who.getInt();
    List<Integer> all = new ArrayList<>(List.of(who.getInt()));
    ByteBuffer more = ByteBuffer.wrap(groups, 0, length[0]).order(ByteOrder.LITTLE_ENDIAN);
    while (more.remaining() >= Integer.BYTES) {
      all.add(more.getInt());
    }
    return new Peer(pid, uid, all);
  }

  /** Sends one packet of text, with a descriptor that stays ours, too; -1 for none. */
  public void send(String text, int descriptor) throws PosixException {
    Rights.send(fd, text.getBytes(StandardCharsets.UTF_8), descriptor);
  }

  /** Waits for one packet of at most {@code most} octets. */
  public Rights.Received receive(int most) throws PosixException {
    return Rights.receive(fd, most);
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
