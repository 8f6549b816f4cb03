package io.qnet.wire.ip;

import static io.qnet.wire.ip.Reassembly.FRAMES;
import static io.qnet.wire.ip.Reassembly.IDENTIFICATION;
import static io.qnet.wire.ip.Reassembly.PROTOCOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.kit.Cases;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The reassembler against the simplest thing that could be right: a mark for every octet. */
class ReassemblerModelTest {

  /** One datagram, octet by octet. */
  private static final class Model {
    private final int[] octets = new int[512];
    private final Set<String> seen = new HashSet<>();
    private int end = -1;
    private boolean condemned;

    Model() {
      Arrays.fill(octets, -1);
    }

    byte @Nullable [] add(int offset, boolean more, byte[] payload) {
      if (condemned || !seen.add(offset + " " + more + " " + Arrays.toString(payload))) {
        return null;
      }
      int to = offset + payload.length;
      condemned = payload.length == 0 || (more && payload.length % 8 != 0);
      for (int i = offset; i < to; i++) {
        condemned |= octets[i] >= 0;
        octets[i] = payload[i - offset] & 0xff;
      }
      if (!more) {
        condemned |= end >= 0 && end != to;
        end = to;
      }
      for (int i = end < 0 ? octets.length : end; i < octets.length; i++) {
        condemned |= octets[i] >= 0;
      }
      return condemned || end < 0 ? null : whole();
    }

    private byte @Nullable [] whole() {
      byte[] whole = new byte[end];
      for (int i = 0; i < end; i++) {
        if (octets[i] < 0) {
          return null;
        }
        whole[i] = (byte) octets[i];
      }
      return whole;
    }
  }

  private static byte[] cut(Random random, byte[] whole, int from, int to) {
    byte[] payload = Arrays.copyOfRange(Arrays.copyOf(whole, 1_000), from, to);
    if (payload.length > 0 && random.nextInt(60) == 0) {
      payload[random.nextInt(payload.length)]++;
    }
    return payload;
  }

  @DisplayName("fragments of mostly good cuts, in any order, again and again")
  @Test
  void mostlyGood() {
    int[] completed = {0};
    Cases.check(
        3_000,
        random -> {
          Reassembly reassembly = new Reassembly();
          byte[] whole = Reassembly.payload(1 + random.nextInt(100));
          int step = 8 * (1 + random.nextInt(4));
          Model model = new Model();
          for (int i = 0; i < 40; i++) {
            boolean odd = random.nextInt(100) == 0;
            int from = step * random.nextInt((whole.length + step - 1) / step);
            from += odd ? 8 * random.nextInt(3) : 0;
            int to = Math.max(from, Math.min(whole.length, from + step));
            boolean more = odd ? random.nextBoolean() : to < whole.length;
            byte[] payload = cut(random, whole, from, to);
            byte[] expected = model.add(from, more, payload);
            assertThat(
                    reassembly.add(FRAMES.fragment(PROTOCOL, IDENTIFICATION, from, more, payload)))
                .isEqualTo(expected);
            if (expected != null) {
              completed[0]++;
              break;
            }
          }
          reassembly.over();
        });
    assertThat(completed[0] > 1_000 || Long.getLong("cases.seed") != null).isTrue();
  }

  @DisplayName("fragments of any offset, length and flag")
  @Test
  void anything() {
    Cases.check(
        3_000,
        random -> {
          Reassembly reassembly = new Reassembly();
          byte[] whole = Reassembly.payload(500);
          Model model = new Model();
          for (int i = 0; i < 12; i++) {
            int from = 8 * random.nextInt(6);
            int to = from + 8 * random.nextInt(4);
            boolean more = random.nextInt(4) != 0;
            to += more && random.nextInt(10) != 0 ? 0 : random.nextInt(8);
            byte[] payload = cut(random, whole, from, to);
            byte[] expected = model.add(from, more, payload);
            assertThat(
                    reassembly.add(FRAMES.fragment(PROTOCOL, IDENTIFICATION, from, more, payload)))
                .isEqualTo(expected);
            if (expected != null) {
              break;
            }
          }
          reassembly.over();
        });
  }
}
