package io.qnet.vde;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Loops without a spanning tree. */
class LoopWatchTest {
  private FabricLab lab = new FabricLab("s1-s2 s2-s1 a-s1 b-s2");

  @AfterEach
  void unplug() {
    lab.close();
  }

  private long found() {
    return lab.events.stream().filter(event -> event.contains("a loop: what leaves")).count();
  }

  @Test
  @DisplayName("two cables between two switches: said, and a port is kept out for 30 s")
  void twoCables() {
    lab.say("a>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(found()).isPositive();
    assertThat(lab.travelling()).as("nothing goes round any more").isZero();
    lab.heard();
    lab.say("a>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.heard()).isEqualTo("{b=[a>*]}");
    lab.pass(LoopWatch.CONTAINED);
    assertThat(lab.events).anyMatch(event -> event.endsWith("is let in again"));
    long before = found();
    lab.say("b>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(found()).as("it is still there, and found again").isGreaterThan(before);
    assertThat(lab.travelling()).isZero();
  }

  @Test
  @DisplayName("a switch plugged into itself")
  void intoItself() {
    lab.close();
    lab = new FabricLab("s1-s1 a-s1 b-s1");
    lab.say("a>*");
    lab.pass(Duration.ofSeconds(1));
    assertThat(found()).isPositive();
    assertThat(lab.travelling()).isZero();
  }

  @Test
  @DisplayName("the cable is pulled: the port is let in at once")
  void pulled() {
    lab.say("a>*");
    lab.pass(Duration.ofSeconds(1));
    lab.cut("s1-s2");
    lab.cut("s2-s1");
    lab.pass(Duration.ofMillis(10));
    for (String name : new String[] {"s1", "s2"}) {
      assertThat(lab.at(name).snapshot().ports())
          .allMatch(port -> port.state() == PortState.FORWARDING);
    }
  }

  @Test
  @DisplayName("a station that moves is no loop: it is probed for, and nothing comes back")
  void movingStation() {
    SwitchLab one = new SwitchLab(3);
    for (int i = 0; i < 100; i++) {
      one.say(1 + i % 2, "a>*");
      one.clock.advance(Duration.ofMillis(10));
    }
    assertThat(one.events).noneMatch(event -> event.type().equals("loop.found"));
    assertThat(one.bridge.snapshot().ports())
        .allMatch(port -> port.state() == PortState.FORWARDING);
    one.nothingLeft();
  }

  @Test
  @DisplayName("who answers a probe with a guess blocks nobody")
  void forged() {
    SwitchLab one = new SwitchLab(3);
    String own = one.bridge.tree().settings().address().toString();
    for (int i = 0; i < 100; i++) {
      one.say(1 + i % 2, "a>*", own + ">*");
      one.clock.advance(Duration.ofMillis(10));
    }
    assertThat(one.events).noneMatch(event -> event.type().equals("loop.found"));
    one.nothingLeft();
  }
}
