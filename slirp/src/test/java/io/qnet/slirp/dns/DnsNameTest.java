package io.qnet.slirp.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.kit.Cases;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Names on the wire: RFC 1035, sections 3.1 and 4.1.4. */
class DnsNameTest {
  private static final int AT = 12;

  private static ByteBuf message(String octets) {
    return Unpooled.buffer().writeZero(AT).writeBytes(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static @Nullable String read(String octets, int at) {
    ByteBuf buf = message(octets);
    return DnsName.read(buf, 0, at, buf.writerIndex());
  }

  @Test
  @DisplayName("Labels, lower-cased; odd octets escaped so that no two names become one")
  void labels() {
    assertThat(read("\3wWw\7example\0", AT)).isEqualTo("www.example");
    assertThat(read("\0", AT)).isEmpty();
    assertThat(read("\3a.b\1c\0", AT)).isEqualTo("a\\.b.c");
    assertThat(read("\2\0\377\0", AT)).isEqualTo("\\000\\255");
    assertThat(read("\2\\ \0", AT)).isEqualTo("\\\\\\032");
  }

  @Test
  @DisplayName("Pointers go backwards only; everything else is refused")
  void pointers() {
    assertThat(read("\3com\0\1a\300\14", AT + 5)).isEqualTo("a.com");
    assertThat(read("\3com\0\1a\300\14\1b\300\21", AT + 9)).isEqualTo("b.a.com");
    assertThat(read("\300\14", AT)).isNull();
    assertThat(read("\1a\300\14", AT)).isNull();
    assertThat(read("\300\20\0\0\300\14", AT)).isNull();
    assertThat(read("\3com\0\1a\300\0", AT + 5)).as("into the header").isNull();
    assertThat(read("\3com\0\1a\300", AT + 5)).isNull();
    assertThat(read("\100a\0", AT)).as("reserved kind of label").isNull();
  }

  @Test
  @DisplayName("255 octets and no more, cut names refused")
  void lengths() {
    String label = "\77" + "x".repeat(63);
    assertThat(read(label.repeat(3) + "\75" + "x".repeat(61) + "\0", AT)).hasSize(253);
    assertThat(read(label.repeat(3) + "\76" + "x".repeat(62) + "\0", AT)).isNull();
    assertThat(read("\3ab", AT)).isNull();
    assertThat(read("\3abc", AT)).isNull();
    assertThat(read("", AT)).isNull();
  }

  @Test
  @DisplayName("What is written is read again")
  void written() {
    ByteBuf buf = message("");
    assertThat(DnsName.write(buf, "a.lab-1.example")).isTrue();
    assertThat(DnsName.read(buf, 0, AT, buf.writerIndex())).isEqualTo("a.lab-1.example");
    assertThat(DnsName.skip(buf, AT)).isEqualTo(buf.writerIndex());
    for (String bad : new String[] {"", "a..b", "x".repeat(64), "a b", "a\\b", "a.".repeat(130)}) {
      assertThat(DnsName.write(buf, bad)).as(bad).isFalse();
    }
  }

  @Test
  @DisplayName("Random octets: an end is always found, never an exception")
  void randomOctets() {
    Cases.check(
        5_000,
        random -> {
          byte[] octets = new byte[random.nextInt(400)];
          random.nextBytes(octets);
          for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (random.nextInt(3) == 0 ? octets[i] : octets[i] & 7);
          }
          ByteBuf buf = Unpooled.wrappedBuffer(octets);
          int at = octets.length == 0 ? 0 : random.nextInt(octets.length);
          String name = DnsName.read(buf, 0, at, octets.length);
          if (name != null) {
            assertThat(name.length()).isLessThan(1020);
            assertThat(DnsName.skip(buf, at)).isLessThanOrEqualTo(octets.length);
          }
        });
  }
}
