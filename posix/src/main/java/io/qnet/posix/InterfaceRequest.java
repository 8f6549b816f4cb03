package io.qnet.posix;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

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
  private static final long SIOCGIFHWADDR = 0x8927;
  private static final long SIOCSIFHWADDR = 0x8924;
  private static final long SIOCGIFINDEX = 0x8933;
  private static final long SIOCSIFTXQLEN = 0x8943;
  private static final long SIOCBRADDIF = 0x89a2;
  private static final int MAC = 18;
  private static final int MAC_LENGTH = 6;
  private static final int IFF_UP = 1;

  /** Frames that wait for us to read: about what a 4 MiB window of 1500 octets each takes. */
  private static final int QUEUE_LENGTH = 4096;

  private final int socket;
  private final String device;
  private final Trouble trouble;

  /** What a failed call means. */
  @FunctionalInterface
  interface Trouble {
    PosixException with(String call, int errno);
  }

  private InterfaceRequest(int socket, String device, Trouble trouble) {
    this.socket = socket;
    this.device = device;
    this.trouble = trouble;
  }

  /** Asks in the network namespace of this thread. */
  static InterfaceRequest open(String device, TunTrouble trouble) throws PosixException {
    return open(device, trouble::with, "socket(AF_INET)");
  }

  /** As above; {@code call} is what is said if there is no socket. */
  static InterfaceRequest open(String device, Trouble trouble, String call) throws PosixException {
    int socket = Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw trouble.with(call, Native.getLastError());
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

  /** The name in a structure that the kernel filled in. */
  static String name(byte[] request) {
    int end = 0;
    while (end < VALUE && request[end] != 0) {
      end++;
    }
    return new String(request, 0, end, StandardCharsets.UTF_8);
  }

  /** Sets the MTU; an unchanged one needs no right. */
  void setMtu(int mtu) throws PosixException {
    if (mtu("SIOCGIFMTU") != mtu) {
      setMtu(mtu, "SIOCSIFMTU");
    }
  }

  int mtu(String name) throws PosixException {
    byte[] request = of(device, 0);
    call(SIOCGIFMTU, name, request);
    return number(request).getInt(VALUE);
  }

  void setMtu(int mtu, String name) throws PosixException {
    byte[] request = of(device, 0);
    number(request).putInt(VALUE, mtu);
    call(SIOCSIFMTU, name, request);
  }

  /** Lets the device's address begin with FE; returns it. */
  String raiseAddress(String name) throws PosixException {
    byte[] request = of(device, 0);
    call(SIOCGIFHWADDR, name, request);
    request[MAC] = (byte) 0xfe;
    call(SIOCSIFHWADDR, name, request);
    return HexFormat.ofDelimiter(":").formatHex(request, MAC, MAC + MAC_LENGTH);
  }

  int index(String name) throws PosixException {
    byte[] request = of(device, 0);
    call(SIOCGIFINDEX, name, request);
    return number(request).getInt(VALUE);
  }

  /** Makes the interface with this index a port of this bridge. */
  void addPort(int index, String name) throws PosixException {
    byte[] request = of(device, 0);
    number(request).putInt(VALUE, index);
    call(SIOCBRADDIF, name, request);
  }

  void setQueueLength() throws PosixException {
    byte[] request = of(device, 0);
    number(request).putInt(VALUE, QUEUE_LENGTH);
    call(SIOCSIFTXQLEN, "SIOCSIFTXQLEN", request);
  }

  /** Brings it up; one that is up needs no right. */
  void bringUp() throws PosixException {
    bringUp("SIOCSIFFLAGS");
  }

  void bringUp(String name) throws PosixException {
    byte[] request = of(device, 0);
    call(SIOCGIFFLAGS, name.startsWith("SIOC") ? "SIOCGIFFLAGS" : name, request);
    short flags = number(request).getShort(VALUE);
    if ((flags & IFF_UP) == 0) {
      number(request).putShort(VALUE, (short) (flags | IFF_UP));
      call(SIOCSIFFLAGS, name, request);
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
