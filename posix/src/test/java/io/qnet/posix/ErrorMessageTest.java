package io.qnet.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages as the kernel of x86_64 and aarch64 lays them out, octet by octet. */
class ErrorMessageTest {
  private static final int NAME = 72;
  private static final int CONTROL = 104;
  private static final String DESTINATION = "0200" + "0035" + "cb007105" + "0000000000000000";

  private final ByteBuffer memory = ByteBuffer.allocate(ErrorMessage.LENGTH);
  private final ErrorMessage message = new ErrorMessage(memory, 0x1000);

  @BeforeEach
  void prepare() {
    message.prepare();
  }

  private void arrive(String name, String control) {
    byte[] nameOctets = HexFormat.of().parseHex(name);
    byte[] controlOctets = HexFormat.of().parseHex(control);
    memory.put(NAME, nameOctets).putInt(8, nameOctets.length);
    memory.put(CONTROL, controlOctets).putLong(40, controlOctets.length);
  }

  private SocketError received() {
    SocketError error = message.read(0);
    if (error == null) {
      throw new AssertionError("no error in the message");
    }
    return error;
  }

  @DisplayName("recvmsg(2): the header points to name, payload and control data")
  @Test
  void layout() {
    assertThat(HexFormat.of().formatHex(memory.array(), 0, 72))
        .isEqualTo(
            "4810000000000000"
                + "1c00000000000000"
                + "3810000000000000"
                + "0100000000000000"
                + "6810000000000000"
                + "0001000000000000"
                + "0000000000000000"
                + "6811000000000000"
                + "8000000000000000");
  }

  @DisplayName("RFC 1191: fragmentation needed tells the MTU and the router")
  @Test
  void fragmentationNeeded() {
    arrive(
        DESTINATION,
        "3000000000000000"
            + "00000000"
            + "0b000000"
            + "5a000000"
            + "02030400"
            + "78050000"
            + "00000000"
            + "0200"
            + "0000"
            + "c6336401"
            + "0000000000000000");
    SocketError error = received();
    assertThat(error.errno()).isEqualTo(Errno.EMSGSIZE);
    assertThat(error.type()).isEqualTo(3);
    assertThat(error.code()).isEqualTo(4);
    assertThat(error.info()).isEqualTo(1400);
    assertThat(error.offender()).hasToString("/198.51.100.1");
    assertThat(error.destination()).isEqualTo(new InetSocketAddress("203.0.113.5", 53));
  }

  @DisplayName("ip(7): a datagram longer than the known path MTU is this host's own finding")
  @Test
  void local() {
    arrive(
        DESTINATION,
        "3000000000000000"
            + "00000000"
            + "0b000000"
            + "5a000000"
            + "01000000"
            + "dc050000"
            + "00000000"
            + "0000"
            + "0000"
            + "00000000"
            + "0000000000000000");
    SocketError error = received();
    assertThat(error.origin()).isEqualTo(SocketError.ORIGIN_LOCAL);
    assertThat(error.fromNetwork()).isFalse();
    assertThat(error.info()).isEqualTo(1500);
    assertThat(error.offender()).isNull();
    assertThat(error).hasToString("EMSGSIZE type 0 code 0 about /203.0.113.5:53");
  }

  @DisplayName("cmsg(3): other control messages are stepped over, with their padding")
  @Test
  void stepsOver() {
    arrive(
        DESTINATION,
        "1400000000000000"
            + "01000000"
            + "1d000000"
            + "ffffffff"
            + "00000000"
            + "3000000000000000"
            + "00000000"
            + "0b000000"
            + "71000000"
            + "020b0000"
            + "00000000"
            + "00000000"
            + "0200"
            + "0000"
            + "c6336401"
            + "0000000000000000");
    SocketError error = received();
    assertThat(error.errno()).isEqualTo(Errno.EHOSTUNREACH);
    assertThat(error.type()).isEqualTo(11);
  }

  @DisplayName("a link-local IPv6 offender keeps its interface")
  @Test
  void scope() {
    arrive(
        "0a00" + "0035" + "00000000" + "fe800000000000000000000000000005" + "07000000",
        "3c00000000000000"
            + "29000000"
            + "19000000"
            + "6f000000"
            + "03010400"
            + "00000000"
            + "00000000"
            + "0a00"
            + "0000"
            + "00000000"
            + "fe800000000000000000000000000006"
            + "07000000"
            + "00000000");
    SocketError error = received();
    assertThat(error.destination().getAddress().getHostAddress()).isEqualTo("fe80:0:0:0:0:0:0:5%7");
    assertThat(error.offender()).isNotNull();
  }

  @DisplayName("a message without an error, or cut short, is none")
  @Test
  void none() {
    arrive(DESTINATION, "");
    assertThat(message.read(0)).isNull();
    arrive(DESTINATION, "1400000000000000" + "01000000" + "1d000000" + "ffffffff" + "00000000");
    assertThat(message.read(0)).isNull();
    arrive(DESTINATION, "0000000000000000" + "00000000" + "0b000000");
    assertThat(message.read(0)).isNull();
    arrive(DESTINATION, "ffffffffffffffff" + "00000000" + "0b000000");
    assertThat(message.read(0)).isNull();
  }

  @DisplayName("no octets in the memory lead outside it")
  @Test
  void anything() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      random.nextBytes(memory.array());
      memory.putLong(40, random.nextInt(300)).putInt(8, random.nextInt(29));
      memory.putLong(CONTROL, random.nextInt(80)).putInt(CONTROL + 8, 0).putInt(CONTROL + 12, 11);
      memory.putShort(NAME, (short) (random.nextBoolean() ? 2 : 10));
      SocketError error = message.read(random.nextInt(200));
      assertThat(error == null || error.payload().length <= ErrorQueue.MAX_PAYLOAD)
          .as("seed " + seed)
          .isTrue();
    }
  }
}
