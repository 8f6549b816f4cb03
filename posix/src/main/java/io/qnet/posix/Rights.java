package io.qnet.posix;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * Descriptors that pass through a unix socket (unix(7), cmsg(3)): the receiver gets one of its own
 * for the same thing.
 *
 * <pre>
 *  msghdr   0 name*  8 length  16 iovec*  24 count  32 control*  40 length  48 flags   ... 56
 *  iovec    0 base*  8 length                                                          ... 16
 *  cmsghdr  0 length  8 level  12 type  16 the descriptor                              ... 24
 * </pre>
 */
public final class Rights {
  private static final int MESSAGE = 56;
  private static final int VECTOR = 16;
  private static final int CONTROL = 24;
  private static final int CONTROL_LENGTH = 20;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_CTRUNC = 0x8;

  private Rights() {}

  /**
   * What came.
   *
   * @param text of the message; none if the other end was closed
   * @param fd the descriptor, whose owner is whoever has this; -1 if none came
   */
  public record Received(String text, int fd) {}

  /**
   * Sends {@code octets}, and with them {@code fd}, which stays ours, too.
   *
   * @param fd -1 to send none
   */
  public static void send(int socket, byte[] octets, int fd) throws PosixException {
    try (Memory block = block(octets.length)) {
      block.write(MESSAGE + VECTOR + CONTROL, octets, 0, octets.length);
      if (fd < 0) {
        block.setPointer(32, Pointer.NULL);
        block.setLong(40, 0);
      } else {
        int at = MESSAGE + VECTOR;
        block.setLong(at, CONTROL_LENGTH);
        block.setInt(at + 8, SOL_SOCKET);
        block.setInt(at + 12, SCM_RIGHTS);
        block.setInt(at + 16, fd);
      }
      if (Libc.sendmsg(socket, block, MSG_NOSIGNAL) < 0) {
        throw PosixException.of(
            "sendmsg",
            Native.getLastError(),
            "the other end does not get what it asked for",
            "look whether it still runs");
      }
    }
  }

  /**
   * Waits for a message of at most {@code most} octets, with at most one descriptor.
   *
   * @throws PosixException if it is longer, or does not come in time
   */
  public static Received receive(int socket, int most) throws PosixException {
    try (Memory block = block(most)) {
      long length = Libc.recvmsg(socket, block, MSG_CMSG_CLOEXEC);
      int errno = Native.getLastError();
      int fd = length < 0 ? -1 : descriptor(block);
      if (length < 0 || (block.getInt(48) & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        if (fd >= 0) {
          Libc.close(fd);
        }
        throw PosixException.of(
            "recvmsg",
            length < 0 ? errno : Errno.EMSGSIZE,
            "there is no answer from the other end",
            "look whether it still runs");
      }
      byte[] octets = block.getByteArray(MESSAGE + VECTOR + CONTROL, (int) length);
      return new Received(new String(octets, StandardCharsets.UTF_8), fd);
    }
  }

  private static int descriptor(Memory block) {
    int at = MESSAGE + VECTOR;
    boolean one =
        block.getLong(40) >= CONTROL_LENGTH
            && block.getLong(at) == CONTROL_LENGTH
            && block.getInt(at + 8) == SOL_SOCKET
            && block.getInt(at + 12) == SCM_RIGHTS;
    return one ? block.getInt(at + 16) : -1;
  }

  /** All of a message in one block, its parts behind each other. */
  private static Memory block(int octets) {
    Memory block = new Memory(MESSAGE + VECTOR + CONTROL + Math.max(octets, 1));
    block.clear();
    block.setPointer(16, block.share(MESSAGE));
    block.setLong(24, 1);
    block.setPointer(32, block.share(MESSAGE + VECTOR));
    block.setLong(40, CONTROL);
    block.setPointer(MESSAGE, block.share(MESSAGE + VECTOR + CONTROL));
    block.setLong(MESSAGE + 8, octets);
    return block;
  }
}
