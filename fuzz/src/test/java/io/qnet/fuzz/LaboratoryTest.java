package io.qnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.qnet.slirp.host.Outside;
import io.qnet.wire.ByteStream;
import io.qnet.wire.address.Ipv4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The laboratory itself: what it has to notice, it notices. */
class LaboratoryTest {
  @Test
  @DisplayName("a buffer that nobody gives back")
  void leak() {
    Laboratory laboratory = new Laboratory();
    ByteBuf leaked = ByteBufAllocator.DEFAULT.directBuffer(100);
    assertThatThrownBy(laboratory::finish)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("100 octets of direct buffers");
    leaked.release();
  }

  @Test
  @DisplayName("an attempt to connect that nobody gives up")
  void dial() {
    Laboratory laboratory = new Laboratory();
    laboratory.outside.dial(Ipv4Address.LOOPBACK, 1, new Nobody());
    laboratory.outside.dial(Ipv4Address.LOOPBACK, 2, new Nobody());
    assertThatThrownBy(laboratory::finish).isInstanceOf(AssertionError.class);
  }

  private static byte[] seed(Map<String, byte[]> seeds, String name) {
    return Objects.requireNonNull(seeds.get(name));
  }

  @Test
  @DisplayName("scripts are really played: the seed of a connection carries octets both ways")
  void connection() {
    byte[] seed = seed(FrameSeeds.all(), "tcp-host-closes");
    List<String> heard = new ArrayList<>();
    Laboratory laboratory = new Laboratory(frame -> heard.add(frame.toString()));
    Target.ETHERNET.playTo(laboratory, seed);
    assertThat(heard).anyMatch(line -> line.contains("[S.]"));
    assertThat(heard).anyMatch(line -> line.contains("length 5"));
    assertThat(heard).anyMatch(line -> line.contains("[F.]"));
    assertThat(laboratory.outside.heard()).isEqualTo("hello");
    laboratory.finish();
    assertThat(laboratory.outside.streams()).isZero();
  }

  @Test
  @DisplayName("an answer of a resolver reaches the guest, a stranger's does not")
  void names() {
    List<String> heard = new ArrayList<>();
    Laboratory laboratory = new Laboratory(frame -> heard.add(frame.toString()));
    Target.DNS.playTo(laboratory, seed(NameSeeds.datagrams(), "relayed"));
    assertThat(heard).singleElement().asString().startsWith("10.0.2.3 > 10.0.2.15");
    Target.DNS.playTo(laboratory, seed(NameSeeds.datagrams(), "misfit"));
    assertThat(heard).hasSize(1);
    laboratory.finish();
  }

  @Test
  @DisplayName("steps are read as they were written, and any octets are steps")
  void steps() {
    List<Step> steps = List.of(new Step(3, new byte[] {1, 2}), new Step(255, new byte[300]));
    byte[] written = Step.write(steps);
    assertThat(Step.read(written)).extracting(Step::kind).containsExactly(3, 255);
    assertThat(Step.read(written).get(1).octets()).hasSize(300);
    assertThat(Step.read(new byte[] {1, 9, 9, 7}))
        .singleElement()
        .extracting(Step::kind)
        .isEqualTo(1);
    assertThat(Step.read(new byte[2])).isEmpty();
  }

  private static final class Nobody implements Outside.Dialed {
    @Override
    public void onConnected(ByteStream stream) {}

    @Override
    public void onFailed(ByteStream.Reason reason) {}
  }
}
