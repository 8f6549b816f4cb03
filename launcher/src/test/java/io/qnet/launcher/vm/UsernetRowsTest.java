package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.web.LabApi.End;
import io.qnet.web.LabApi.Mapping;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of QEMU's own user mode. */
class UsernetRowsTest {
  @Test
  @DisplayName("connections, datagrams, pings and forwards; nothing else is a row")
  void rows() {
    List<Mapping> rows =
        UsernetRows.parse(
            """
            Hub 0 (lan0):
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
              TCP[ESTABLISHED]   12       10.0.2.15 40112      192.0.2.80    80     7     9
              TCP[HOST_FORWARD]  11       127.0.0.1 10022       10.0.2.15    22     0     0
              UDP[236 sec]       14       10.0.2.15 52001        10.0.2.3    53     0     0
              ICMP[10 sec]       15       10.0.2.15     7       192.0.2.1     -     0     0
            """,
            100);
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0))
        .isEqualTo(
            new Mapping(
                100,
                "tcp",
                new End("10.0.2.15", 40112),
                null,
                new End("192.0.2.80", 80),
                "ESTABLISHED",
                null,
                0,
                0,
                7,
                9,
                12));
    assertThat(rows.get(1).inside()).isEqualTo(new End("10.0.2.15", 22));
    assertThat(rows.get(1).outside()).isEqualTo(new End("127.0.0.1", 10022));
    assertThat(rows.get(1).remote()).isNull();
    assertThat(rows.get(2).secondsLeft()).isEqualTo(236);
    assertThat(rows.get(3).remote()).isEqualTo(new End("192.0.2.1", 0));
  }

  @Test
  @DisplayName("no user mode, no rows")
  void none() {
    assertThat(UsernetRows.parse("", 1)).isEmpty();
  }
}
