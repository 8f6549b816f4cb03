package io.qnet.wire.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.Ipv6Address;
import io.qnet.wire.kit.Cases;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.pcap4j.util.ByteArrays;

/** The Internet checksum against a plain 16-bit loop and against pcap4j. */
class ChecksumTest {
  private static final int[] CORNERS = {0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff};

  /** RFC 1071, section 4.1, word by word. */
  private static int reference(byte[] octets) {
    int sum = 0;
    for (int i = 0; i < octets.length; i++) {
      sum += (octets[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }

  @DisplayName("RFC 1071 section 3: the example of the RFC")
  @Test
  void exampleOfTheRfc() {
    ByteBuf buf = Unpooled.wrappedBuffer(new byte[] {0, 1, (byte) 0xf2, 3, -12, -11, -10, -9});
    assertThat(Checksum.fold(Checksum.sum(buf, 0, 8))).isEqualTo(0xddf2);
    assertThat(Checksum.finish(Checksum.sum(buf, 0, 8))).isEqualTo(0x220d);
  }

  @DisplayName("every length and alignment, on the heap, off it, and in slices")
  @Test
  void agreesWithTheReference() {
    Cases.check(
        2_000,
        random -> {
          byte[] octets = Oracle.randomOctets(random, 300);
          int start = random.nextInt(9);
          byte[] around = new byte[start + octets.length + random.nextInt(9)];
          random.nextBytes(around);
          System.arraycopy(octets, 0, around, start, octets.length);
          ByteBuf heap = Unpooled.wrappedBuffer(around);
          ByteBuf direct = Unpooled.directBuffer(around.length).writeBytes(around);
          int expected = reference(octets);
          for (ByteBuf buf : List.of(heap, direct)) {
            assertThat(Checksum.finish(Checksum.sum(buf, start, octets.length)))
                .isEqualTo(expected);
            ByteBuf slice = buf.slice(start, octets.length);
            assertThat(Checksum.finish(Checksum.sum(slice, 0, octets.length))).isEqualTo(expected);
          }
          if (octets.length > 0) {
            assertThat(ByteArrays.calcChecksum(octets) & 0xffff).isEqualTo(expected);
          }
          direct.release();
        });
  }

  @DisplayName("sums over more than 64 KiB of ones lose no carry")
  @Test
  void longSums() {
    for (int length : new int[] {65_535, 65_536, 131_071, 1 << 20}) {
      byte[] octets = new byte[length];
      Arrays.fill(octets, (byte) 0xff);
      octets[1] = 0x12;
      long sum = Checksum.sum(Unpooled.wrappedBuffer(octets), 0, length);
      assertThat(Checksum.finish(sum)).isEqualTo(reference(octets));
    }
  }

  @DisplayName("sums of parts add up, wherever they are cut at an even place")
  @Test
  void sumsOfPartsAddUp() {
    Cases.check(
        200,
        random -> {
          byte[] octets = Oracle.randomOctets(random, 2_000);
          ByteBuf buf = Unpooled.wrappedBuffer(octets);
          int cut = random.nextInt(octets.length + 1) & ~1;
          long sum = Checksum.sum(buf, 0, cut) + Checksum.sum(buf, cut, octets.length - cut);
          assertThat(Checksum.finish(sum)).isEqualTo(reference(octets));
        });
  }

  @DisplayName("folding any sum leaves 16 bits")
  @Test
  void foldsEverySum() {
    assertThat(Checksum.fold(0)).isZero();
    assertThat(Checksum.fold(Long.MAX_VALUE)).isEqualTo(0x7fff);
    assertThat(Checksum.fold(-1L)).isEqualTo(0xffff);
    Cases.check(
        2_000,
        random -> {
          long sum = random.nextLong() >>> random.nextInt(64);
          long remainder = Long.remainderUnsigned(sum, 0xffff);
          int expected = sum == 0 ? 0 : remainder == 0 ? 0xffff : (int) remainder;
          assertThat(Checksum.fold(sum)).isEqualTo(expected);
        });
  }

  @DisplayName("RFC 1624 section 4: the example that earlier RFCs got wrong")
  @Test
  void exampleOfRfc1624() {
    assertThat(Checksum.update(0xdd2f, 0x5555, 0x3285)).isZero();
  }

  @DisplayName("RFC 1624: an update equals a new computation")
  @Test
  void updateEqualsRecomputation() {
    Cases.check(
        2_000,
        random -> {
          byte[] octets = new byte[20];
          random.nextBytes(octets);
          octets[0] = 0x45;
          int before = reference(octets);
          ByteBuf buf = Unpooled.wrappedBuffer(octets);
          int at = 2 + 2 * random.nextInt(8);
          int oldWord = buf.getUnsignedShort(at);
          int newWord = random.nextInt(0x10000);
          int oldInt = buf.setShort(at, newWord).getInt(at);
          int after = reference(octets);
          assertThat(Checksum.update(before, oldWord, newWord)).isEqualTo(after);
          int newInt = random.nextInt();
          buf.setInt(at, newInt);
          assertThat(Checksum.updateInt(after, oldInt, newInt)).isEqualTo(reference(octets));
        });
  }

  @DisplayName("RFC 1624: updates across 0x0000 and 0xffff, unless nothing but zeros is left")
  @Test
  void updateAtTheCorners() {
    for (int other : CORNERS) {
      for (int oldWord : CORNERS) {
        for (int newWord : CORNERS) {
          if (other == 0 && (oldWord == 0 || newWord == 0)) {
            continue; // no header is all zeros
          }
          int before = Checksum.finish(other + oldWord);
          int after = Checksum.finish(other + newWord);
          assertThat(Checksum.update(before, oldWord, newWord))
              .as("%04x: %04x -> %04x", other, oldWord, newWord)
              .isEqualTo(after);
          assertThat(Checksum.verifies((long) other + newWord + after)).isTrue();
        }
      }
    }
  }

  @DisplayName("RFC 9293 section 3.1, RFC 8200 section 8.1: the pseudo-header equals its octets")
  @Test
  void pseudoHeaders() {
    Cases.check(
        500,
        random -> {
          int length = random.nextInt(0x10000);
          IpAddress four = new Ipv4Address(random.nextInt());
          IpAddress otherFour = new Ipv4Address(random.nextInt());
          ByteBuf octets = Unpooled.buffer(40).writeZero(12);
          four.write(octets, 0);
          otherFour.write(octets, 4);
          octets.setShort(8, 17).setShort(10, length);
          assertThat(Checksum.fold(Checksum.pseudoHeader(four, otherFour, 17, length)))
              .isEqualTo(Checksum.fold(Checksum.sum(octets, 0, 12)));

          IpAddress six = new Ipv6Address(random.nextLong(), random.nextLong());
          IpAddress otherSix = new Ipv6Address(random.nextLong(), random.nextLong());
          octets.clear().writeZero(40);
          six.write(octets, 0);
          otherSix.write(octets, 16);
          octets.setInt(32, length).setInt(36, 58);
          assertThat(Checksum.fold(Checksum.pseudoHeader(six, otherSix, 58, length)))
              .isEqualTo(Checksum.fold(Checksum.sum(octets, 0, 40)));
        });
  }
}
