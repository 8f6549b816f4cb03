package io.qnet.wire.channel;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv6Address;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** An address of this host that no socket can have (bind(2)): which, and why, in words. */
public final class AddressException extends BindException {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  /** What stands in the way. */
  public enum Trouble {
    /** EADDRINUSE. */
    IN_USE("it is in use"),
    /** EADDRNOTAVAIL. */
    NOT_HERE("it is no address of this host"),
    /** EACCES: mostly, a port that only root may have (ip(7)). */
    NOT_ALLOWED("this user may not have it"),
    /** EINVAL for a link-local address of IPv6: several interfaces may have it (ipv6(7)). */
    NO_INTERFACE("a link-local address means nothing without an interface"),
    /** Something else, which the message says as the system does. */
    OTHER("");

    private final String words;

    Trouble(String words) {
      this.words = words;
    }
  }

  private AddressException(Trouble trouble, String message, Throwable cause) {
    super(message);
    this.trouble = trouble;
    initCause(cause);
  }

  /** What a failure to bind to {@code address} means. */
  public static AddressException of(SocketAddress address, Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    Trouble trouble = trouble(address, SocketFailure.errno(failure), said);
    String why = trouble == Trouble.OTHER ? said.replaceFirst("^.*error\\(-\\d+\\): ", "") : "";
    return new AddressException(
        trouble, "cannot use " + written(address) + ": " + trouble.words + why, failure);
  }

  /** The JDK's own exceptions have no number; they tell by their text, which is not translated. */
  private static Trouble trouble(SocketAddress address, int errno, String said) {
    if (errno == SocketFailure.EADDRINUSE || said.contains("Address already in use")) {
      return Trouble.IN_USE;
    }
    if (errno == SocketFailure.EADDRNOTAVAIL || said.contains("assign requested address")) {
      return Trouble.NOT_HERE;
    }
    if (errno == SocketFailure.EACCES || said.contains("Permission denied")) {
      return Trouble.NOT_ALLOWED;
    }
    boolean linkLocal =
        address instanceof InetSocketAddress inet && inet.getAddress().isLinkLocalAddress();
    return errno == SocketFailure.EINVAL && linkLocal ? Trouble.NO_INTERFACE : Trouble.OTHER;
  }

  /** As it is typed. */
  static String written(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet) || inet.isUnresolved()) {
      return address.toString();
    }
    IpAddress ip = IpAddress.of(inet.getAddress());
    return (ip instanceof Ipv6Address ? "[" + ip + "]" : ip) + ":" + inet.getPort();
  }

  /** What stands in the way. */
  public Trouble trouble() {
    return trouble;
  }
}
