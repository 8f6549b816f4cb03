package io.qnet.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.channel.AddressException.Trouble;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the way of a listener, as the kernel says it, in words. */
class AddressExceptionTest {
  private final Loop loop = Loop.start("address-test");
  private final StreamDialer streams = new StreamDialer(loop);

  @AfterEach
  void close() {
    loop.close();
  }

  private static SocketAddress address(String host, int port) {
    return IpAddress.parse(host).toSocketAddress(port);
  }

  private void refused(SocketAddress address, Trouble trouble, String message) {
    assertThatThrownBy(() -> StreamListener.bind(streams, address))
        .isInstanceOfSatisfying(
            AddressException.class,
            refused -> {
              assertThat(refused.trouble()).isEqualTo(trouble);
              assertThat(refused).hasMessage(message);
            });
  }

  @Test
  @DisplayName("a port that is taken, an address of somebody else, one that needs an interface")
  void kernel() throws IOException {
    try (StreamListener taken = StreamListener.bind(streams, address("::1", 0))) {
      int port = taken.port();
      refused(address("::1", port), Trouble.IN_USE, "cannot use [::1]:" + port + ": it is in use");
    }
    refused(
        address("192.0.2.1", 7000),
        Trouble.NOT_HERE,
        "cannot use 192.0.2.1:7000: it is no address of this host");
    refused(
        address("fe80::1", 7000),
        Trouble.NO_INTERFACE,
        "cannot use [fe80::1]:7000: a link-local address means nothing without an interface");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bind(..) failed with error(-13): Permission denied | NOT_ALLOWED | this user may not",
        "Permission denied | NOT_ALLOWED | this user may not",
        "Address already in use | IN_USE | it is in use",
        "Cannot assign requested address | NOT_HERE | no address of this host",
        "bind(..) failed with error(-12): Cannot allocate memory | OTHER | 1: Cannot allocate",
        "something else | OTHER | 127.0.0.1:1: something else"
      })
  @DisplayName("by the system's number, or by the words of the JDK")
  void words(String said, Trouble trouble, String words) {
    AddressException refused =
        AddressException.of(address("127.0.0.1", 1), new BindException(said));
    assertThat(refused.trouble()).isEqualTo(trouble);
    assertThat(refused).hasMessageContaining(words);
  }
}
