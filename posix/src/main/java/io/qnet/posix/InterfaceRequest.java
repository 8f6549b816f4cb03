package io.qnet.posix;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What is asked about an interface and set on it (netdevice(7)).
 *
 * <pre>
 *  ifreq   0 name, with its end  16 a number: flags (short), mtu, queue length (int)  ... 40
 * </pre>
 */
final class InterfaceRequest implements AutoCloseable {
  private static final int LENGTH = 40;
  private static final int VALUE = 16;

  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;

  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCGIFMTU = 0x8921;
  private static final long SIOCSIFMTU = 0x8922;
  private static final long SIOCSIFTXQLEN = 0x8943;
  private static final int IFF_UP = 1;

  /** Frames that wait for us to read: about what a 4 MiB window of 1500 octets each takes. */
  private static final int QUEUE_LENGTH = 4096;

  private final int socket;
  private final String device;
  private final TunTrouble trouble;

  private InterfaceRequest(int socket, String device, TunTrouble trouble) {
    this.socket = socket;
    this.device = device;
    this.trouble = trouble;
  }

  /** Asks in the network namespace of this thread. */
  static InterfaceRequest open(String device, TunTrouble trouble) throws PosixException {
    int socket = Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw trouble.with("socket(AF_INET)", Native.getLastError());
    }
    return new InterfaceRequest(socket, device, trouble);
  }

  /** The structure, with {@code flags} as its number. */
  static byte[] of(String device, int flags) {
    byte[] request = new byte[LENGTH];
    byte[] name = device.getBytes(StandardCharsets.UTF_8);
    if (name.length >= VALUE) {
      throw new IllegalArgumentException(
          "the name of an interface has at most 15 octets, but " + device + " has " + name.length);
    }
    System.arraycopy(name, 0, request, 0, name.length);
    number(request).putShort(VALUE, (short) flags);
    return request;
  }

  /** Sets the MTU; an unchanged one needs no right. */
  void setMtu(int mtu) throws PosixException {
    byte[] request = of(device, 0);
    call(SIOCGIFMTU, "SIOCGIFMTU", request);
    if (number(request).getInt(VALUE) != mtu) {
      number(request).putInt(VALUE, mtu);
      call(SIOCSIFMTU, "SIOCSIFMTU", request);
    }
  }

  void setQueueLength() throws PosixException {
    byte[] request = of(device, 0);
    number(request).putInt(VALUE, QUEUE_LENGTH);
    call(SIOCSIFTXQLEN, "SIOCSIFTXQLEN", request);
  }

  /** Brings it up; one that is up needs no right. */
  void bringUp() throws PosixException {
    byte[] request = of(device, 0);
    call(SIOCGIFFLAGS, "SIOCGIFFLAGS", request);
    short flags = number(request).getShort(VALUE);
    if ((flags & IFF_UP) == 0) {
      number(request).putShort(VALUE, (short) (flags | IFF_UP));
      call(SIOCSIFFLAGS, "SIOCSIFFLAGS", request);
    }
  }

  private void call(long request, String name, byte[] structure) throws PosixException {
    if (Libc.ioctl(socket, request, structure) != 0) {
      throw trouble.with(name, Native.getLastError());
    }
  }

  private static ByteBuffer number(byte[] request) {
    return ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    Libc.close(socket);
  }
}
