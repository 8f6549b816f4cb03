package io.qnet.wire.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.wire.address.IpAddress;
import io.qnet.wire.address.Ipv4Address;
import io.qnet.wire.address.MacAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is where. */
class NeighborTableTest {
  private static final long AGE = Duration.ofMinutes(1).toNanos();
  private static final IpAddress GUEST = IpAddress.parse("10.0.2.15");
  private static final IpAddress SIX = IpAddress.parse("fec0::15");
  private static final MacAddress HERE = MacAddress.parse("52:54:00:12:34:56");
  private static final MacAddress THERE = MacAddress.parse("52:54:00:12:34:57");

  private final NeighborTable table = new NeighborTable(3, AGE);
  private long now = Long.MAX_VALUE - AGE / 2;

  private static IpAddress ip(int last) {
    return IpAddress.parse("10.0.2." + last);
  }

  @DisplayName("RFC 826: who spoke is known, of either family")
  @Test
  void learns() {
    assertThat(table.find(GUEST, now)).isNull();
    assertThat(table.learn(GUEST, HERE, now)).isTrue();
    assertThat(table.learn(SIX, THERE, now)).isTrue();
    assertThat(table.find(GUEST, now)).isEqualTo(HERE);
    assertThat(table.find(SIX, now)).isEqualTo(THERE);
  }

  @DisplayName("RFC 826: a neighbour that moved is news, one that stayed is not")
  @Test
  void moves() {
    table.learn(GUEST, HERE, now);
    assertThat(table.learn(GUEST, HERE, now)).isFalse();
    assertThat(table.learn(GUEST, THERE, now)).isTrue();
    assertThat(table.find(GUEST, now)).isEqualTo(THERE);
    assertThat(table.size()).isEqualTo(1);
  }

  @DisplayName("RFC 1122 section 2.3.2.1: an entry ages from when it was last confirmed")
  @Test
  void ages() {
    table.learn(GUEST, HERE, now);
    now += AGE - 1;
    assertThat(table.find(GUEST, now)).isEqualTo(HERE); // looking does not confirm
    now += 1;
    assertThat(table.snapshot(now)).isEmpty();
    assertThat(table.find(GUEST, now)).isNull();
    assertThat(table.size()).isZero();
    table.learn(GUEST, HERE, now);
    now += AGE - 1;
    assertThat(table.learn(GUEST, HERE, now)).isFalse();
    now += AGE - 1;
    assertThat(table.find(GUEST, now)).isEqualTo(HERE);
    now += 1;
    assertThat(table.learn(GUEST, HERE, now)).isTrue();
  }

  @DisplayName("a hundred thousand addresses: the one used least recently makes room")
  @Test
  void bounded() {
    for (int i = 1; i <= 3; i++) {
      table.learn(ip(i), HERE, now);
    }
    table.find(ip(1), now);
    table.learn(ip(4), HERE, now);
    assertThat(table.snapshot(now)).containsOnlyKeys(ip(3), ip(1), ip(4));
    NeighborTable usual = new NeighborTable();
    for (int i = 0; i < 100_000; i++) {
      usual.learn(new Ipv4Address(0x0a000000 + i + 1), HERE, now);
    }
    assertThat(usual.size()).isEqualTo(NeighborTable.CAPACITY);
  }

  @DisplayName("RFC 5227: probes, groups and broadcasts teach nothing")
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 52:54:00:12:34:56",
    "255.255.255.255, 52:54:00:12:34:56",
    "224.0.0.1, 52:54:00:12:34:56",
    "::, 52:54:00:12:34:56",
    "ff02::1, 52:54:00:12:34:56",
    "10.0.2.15, ff:ff:ff:ff:ff:ff",
    "10.0.2.15, 01:00:5e:00:00:01"
  })
  void notLearned(String ip, String mac) {
    assertThat(table.learn(IpAddress.parse(ip), MacAddress.parse(mac), now)).isFalse();
    assertThat(table.size()).isZero();
  }

  @DisplayName("one or all can be forgotten")
  @Test
  void forgets() {
    table.learn(ip(1), HERE, now);
    table.learn(ip(2), HERE, now);
    table.forget(ip(1));
    assertThat(table.snapshot(now)).containsOnlyKeys(ip(2));
    table.clear();
    assertThat(table.size()).isZero();
  }
}
