package io.qnet.wire.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words, and what they come to. */
final class ImpairmentPlanTest {
  private static ImpairmentPlan parse(String words) {
    return ImpairmentPlan.parse(List.of(words.split(" ")), () -> 42);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delay=20ms jitter=5ms loss=1% rate=10Mbit seed=42",
        "delay=500us spread=normal burst=4 dup=0.5% corrupt=0.01% noise=3.5 reorder=2% seed=7",
        "speed=64kbit buffer=65536 mtu=1400 fifo=off seed=42",
        "to:delay=20ms from:loss=5% seed=42",
        "state=good delay=1ms state=bad delay=1ms loss=50% edge=good:bad:5% edge=bad:good:20%"
            + " period=100ms seed=-3",
        "seed=42"
      })
  @DisplayName("what was read is written the same")
  void roundTrip(String words) {
    ImpairmentPlan plan = parse(words);
    assertThat(plan).hasToString(words);
    assertThat(parse(plan.toString())).isEqualTo(plan);
  }

  @Test
  @DisplayName("units: as people and tc write them")
  void units() {
    Impairment values =
        parse("delay=1.5s jitter=20 rate=1gbit speed=1MB/s buffer=64k mtu=9000 loss=0.25")
            .states()
            .get(0)
            .to();
    assertThat(values.delay()).isEqualTo(Duration.ofMillis(1500));
    assertThat(values.jitter()).isEqualTo(Duration.ofMillis(20));
    assertThat(values.rate()).isEqualTo(1_000_000_000);
    assertThat(values.speed()).isEqualTo(8_000_000);
    assertThat(values.buffer()).isEqualTo(65_536);
    assertThat(values.loss()).isEqualTo(0.25);
  }

  @Test
  @DisplayName("a seed is made where none is given, and shown, so that it can be had again")
  void seed() {
    assertThat(parse("loss=1%").seed()).isEqualTo(42);
    assertThat(parse("loss=1% seed=5").seed()).isEqualTo(5);
    assertThat(parse("seed=5").isNothing()).isTrue();
    assertThat(parse("loss=0%").isNothing()).isTrue();
    assertThat(parse("from:mtu=100").isNothing()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "loss=3 ; for 3% write 3%",
        "loss=101% ; from 0% to 100%",
        "loss=-1% ; is no number",
        "loss=x% ; is no number",
        "loss=1%% ; is no number",
        "los=1% ; there is no 'los'",
        "to:los=1% ; there is no 'los'",
        "delay=20m ; write it like 20ms",
        "delay=ms ; is no number",
        "delay=61s ; at most 60s",
        "rate=10 ; write it like 10Mbit",
        "rate=0.5bit ; from 1bit",
        "burst=0 ; from 1 to",
        "buffer=64M ; at most 33554432",
        "spread=odd ; uniform or normal",
        "fifo=maybe ; on or off",
        "seed=x ; whole number",
        "period=0ms ; at least 1ms",
        "state=a!b ; of letters and digits",
        "edge=a:b ; write it like edge=good:bad:5%",
        "edge=a:b:5% ; the states here are",
        "delay ; write it like delay=20ms"
      })
  @DisplayName("a wrong word is refused with what to write")
  void refused(String words, String says) {
    assertThatThrownBy(() -> parse(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  @DisplayName("edges from one state come to 100% at most, and states have names of their own")
  void graph() {
    assertThatThrownBy(() -> parse("state=a state=b state=c edge=a:b:60% edge=a:c:50%"))
        .hasMessageContaining("more than 100%");
    assertThatThrownBy(() -> parse("state=a state=a")).hasMessageContaining("name of its own");
  }
}
