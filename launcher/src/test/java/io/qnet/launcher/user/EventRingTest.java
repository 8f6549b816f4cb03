package io.qnet.launcher.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.slirp.event.GatewayEvent;
import io.qnet.web.LabApi;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Numbers without a gap, and a bound. */
class EventRingTest {
  private final EventRing ring = new EventRing();

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      ring.add(new GatewayEvent.LinkUp("net" + i), i);
    }
  }

  private List<Long> after(long id, int most) {
    return ring.after(id, most).stream().map(LabApi.Event::id).toList();
  }

  @Test
  @DisplayName("from where one left off, so many at most")
  void after() {
    assertThat(after(0, 10)).isEmpty();
    add(5);
    assertThat(after(0, 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(after(3, 10)).containsExactly(4L, 5L);
    assertThat(after(0, 2)).containsExactly(1L, 2L);
    assertThat(after(5, 10)).isEmpty();
    assertThat(ring.after(4, 1).get(0).sentence()).startsWith("net4 is up");
  }

  @Test
  @DisplayName("full: the oldest goes")
  void full() {
    add(EventRing.SIZE + 3);
    assertThat(after(0, 1)).containsExactly(4L);
    assertThat(after(0, EventRing.SIZE + 3)).hasSize(EventRing.SIZE);
  }

  @Test
  @DisplayName("a number that was not given out yet: from the beginning")
  void fromBefore() {
    add(2);
    assertThat(after(1000, 10)).containsExactly(1L, 2L);
  }
}
