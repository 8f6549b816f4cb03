package io.qnet.wire.channel;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.qnet.wire.ByteStream.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a failed socket call means. */
public final class SocketFailure {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EINVAL = 22;
  static final int EPIPE = 32;
  static final int EMSGSIZE = 90;
  static final int EPROTOTYPE = 91;
  static final int ENETDOWN = 100;
  static final int ENETUNREACH = 101;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;

  /** How Netty writes the number into the messages of exceptions that do not carry it. */
  private static final Pattern ERROR = Pattern.compile("error\\(-(\\d+)\\)");

  private SocketFailure() {}

  /**
   * Why a stream, or an attempt to connect, failed. Netty's epoll transport does not say which of
   * ENETUNREACH and EHOSTUNREACH a connect met: both are {@link Reason#HOST_UNREACHABLE} then. What
   * is the host's own trouble (no descriptors, no ports left) is {@link Reason#CLOSED}.
   */
  public static Reason reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Reason reason = ofOne(cause);
      if (reason != null) {
        return reason;
      }
    }
    return Reason.CLOSED;
  }

  private static @Nullable Reason ofOne(Throwable failure) {
    int errno = errno(failure);
    if (errno != 0) {
      return reason(errno);
    }
    if (failure instanceof ConnectTimeoutException) {
      return Reason.TIMEOUT;
    }
    if (failure instanceof FileNotFoundException || failure instanceof PortUnreachableException) {
      return Reason.REFUSED;
    }
    if (failure instanceof IOException broken && !(failure instanceof ClosedChannelException)) {
      return ofMessage(broken);
    }
    return null;
  }

  /** The JDK's own exceptions tell by their text, which is not translated. */
  private static @Nullable Reason ofMessage(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Network is unreachable")) {
      return Reason.NETWORK_UNREACHABLE;
    }
    if (failure instanceof NoRouteToHostException) {
      return Reason.HOST_UNREACHABLE;
    }
    if (message.contains("timed out")) {
      return Reason.TIMEOUT;
    }
    if (message.contains("Permission denied") || message.contains("not permitted")) {
      return Reason.PROHIBITED;
    }
    if (failure instanceof ConnectException) {
      return Reason.REFUSED;
    }
    return message.contains("reset") || message.contains("Broken pipe") ? Reason.RESET : null;
  }

  /** What the system's error number means. */
  static Reason reason(int errno) {
    return switch (errno) {
      case ECONNREFUSED, ENOENT -> Reason.REFUSED;
      case ENETUNREACH, ENETDOWN -> Reason.NETWORK_UNREACHABLE;
      case EHOSTUNREACH, EHOSTDOWN -> Reason.HOST_UNREACHABLE;
      case EACCES, EPERM -> Reason.PROHIBITED;
      case ECONNRESET, ECONNABORTED, EPIPE -> Reason.RESET;
      case ETIMEDOUT -> Reason.TIMEOUT;
      default -> Reason.CLOSED;
    };
  }

  /** The system's error number, or 0 if the exception has none. */
  static int errno(Throwable failure) {
    if (failure instanceof Errors.NativeIoException known) {
      return -known.expectedErr();
    }
    String message = failure.getMessage();
    if (message == null) {
      return 0;
    }
    Matcher matcher = ERROR.matcher(message);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
