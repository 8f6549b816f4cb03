package io.qnet.posix;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Reads sockets' error queues: the ICMP errors about what a socket has sent (ip(7), {@code
 * IP_RECVERR}). With it a gateway can tell its guest "port unreachable" in the network's own words.
 *
 * <p>One instance serves any number of sockets of one event loop: it owns the memory that the
 * kernel writes to, and uses it for every call. It never blocks.
 */
public final class ErrorQueue implements AutoCloseable {
  /** The most octets of a datagram that come back with an error. */
  public static final int MAX_PAYLOAD = 128;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_ERRQUEUE = 0x2000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_DOMAIN = 39;
  private static final int AF_INET6 = 10;
  private static final String UNKNOWN = "ICMP errors about what was sent stay unknown";
  private static final String RECVMSG = "recvmsg(MSG_ERRQUEUE)";

  private final Memory memory;
  private final ErrorMessage message;

  private ErrorQueue() {
    memory = new Memory(ErrorMessage.LENGTH);
    message =
        new ErrorMessage(memory.getByteBuffer(0, ErrorMessage.LENGTH), Pointer.nativeValue(memory));
  }

  /**
   * Makes one; the first time this loads JNA.
   *
   * @throws PosixException if this is no 64-bit little-endian Linux, or JNA cannot be loaded
   */
  public static ErrorQueue open() throws PosixException {
    requireKnownLayout(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    try {
      return new ErrorQueue();
    } catch (LinkageError cause) { // among others, of a JNA that cannot unpack its library
      PosixException failure =
          new PosixException(
              "loading JNA",
              Errno.ENOSYS,
              String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given"),
              UNKNOWN,
              "if /tmp is mounted noexec, start with -Djna.tmpdir=FOLDER");
      failure.initCause(cause);
      throw failure;
    }
  }

  /** The layouts in {@link ErrorMessage} hold for these two only. */
  static void requireKnownLayout(String system, String processor) throws PosixException {
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("aarch64"))) {
      throw new PosixException(
          RECVMSG,
          Errno.ENOSYS,
          "not known on " + system + " " + processor,
          UNKNOWN,
          "everything else works; run on Linux x86_64 or aarch64 to have them");
    }
  }

  /**
   * Turns the queue of a socket on: {@code IP_RECVERR}, and {@code IPV6_RECVERR} for an IPv6
   * socket. What happened before is not in it.
   *
   * @param fd a socket of either family
   * @throws PosixException if {@code fd} is no such socket
   */
  public void enable(int fd) throws PosixException {
    int[] family = {0};
    if (Libc.getsockopt(fd, SOL_SOCKET, SO_DOMAIN, family, new int[] {Integer.BYTES}) != 0) {
      throw failed("getsockopt(SO_DOMAIN)");
    }
    if (family[0] == AF_INET6) {
      set(fd, ErrorMessage.IPPROTO_IPV6, ErrorMessage.IPV6_RECVERR, "setsockopt(IPV6_RECVERR)");
    }
    set(fd, ErrorMessage.IPPROTO_IP, ErrorMessage.IP_RECVERR, "setsockopt(IP_RECVERR)");
  }

  private static void set(int fd, int level, int option, String call) throws PosixException {
    if (Libc.setsockopt(fd, level, option, new int[] {1}, Integer.BYTES) != 0) {
      throw failed(call);
    }
  }

  /**
   * Takes the oldest error off the queue of a socket.
   *
   * @param fd the socket
   * @return null if the queue is empty
   * @throws PosixException if {@code fd} is no socket, or was closed
   */
  public @Nullable SocketError read(int fd) throws PosixException {
    while (true) {
      message.prepare();
      long received = Libc.recvmsg(fd, memory, MSG_ERRQUEUE | MSG_DONTWAIT);
      if (received >= 0) {
        SocketError error = message.read((int) received);
        if (error != null) {
          return error;
        }
      } else if (Native.getLastError() == Errno.EAGAIN) {
        return null;
      } else if (Native.getLastError() != Errno.EINTR) {
        throw failed(RECVMSG);
      }
    }
  }

  private static PosixException failed(String call) {
    return PosixException.of(
        call, Native.getLastError(), UNKNOWN, "check that this is an open UDP or ping socket");
  }

  /** Frees the memory. */
  @Override
  public void close() {
    memory.close();
  }
}
