package io.qnet.vde.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.qnet.vde.Owner;
import io.qnet.vde.Plug;
import io.qnet.vde.SwitchSettings;
import io.qnet.vde.VirtualSwitch;
import io.qnet.vde.stp.BridgeSettings;
import io.qnet.wire.Burst;
import io.qnet.wire.LinkEvents;
import io.qnet.wire.address.MacAddress;
import io.qnet.wire.kit.Cable;
import io.qnet.wire.kit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each line was typed into a stock vde_switch first; what it answered stands beside it. */
@DisplayName("The console")
class ConsoleTest {
  private final ManualClock clock = new ManualClock();
  private final Burst burst = new Burst(clock);
  private final VirtualSwitch bridge =
      new VirtualSwitch(SwitchSettings.of("test", 32, 1), burst, event -> {});
  private final List<Category> listening = new ArrayList<>();
  private boolean ended;
  private final Console console =
      new Console(
          bridge,
          new Console.Identity(77, new Console.Place("/tmp/sw", 0600), null),
          new Users(
              List.of(
                  "root:x:0:0::/root:/bin/sh",
                  "me:x:1000:1000::/:/bin/sh",
                  "you:x:1001:1000::/:/bin/sh",
                  "guest:x:1002:1002::/:/bin/sh",
                  "broken"),
              List.of("root:x:0:", "us:x:1000:", "lab:x:50:guest,nobodyis", "broken")),
          clock::now,
          () -> ended = true);

  @BeforeEach
  void twoCables() {
    bridge.tree().configure(BridgeSettings.of(MacAddress.parse("00:ff:01:02:03:04")));
    plug(VirtualSwitch.ANY_PORT, "first");
    plug(7, "vdeplug: user=root pid=21444");
    burst.run(() -> bridge.enter(MacAddress.parse("02:00:00:00:00:0a"), 0, 7, false));
  }

  private void plug(int wish, String description) {
    Plug plug = Objects.requireNonNull(bridge.reserve(wish, new Owner(0, 21444, description)));
    Cable cable = new Cable("cable", burst);
    burst.run(() -> plug.open(cable.left()));
    cable.right().open(frame -> frame.release(), LinkEvents.IGNORED);
  }

  private List<String> type(String line) {
    return console.answer(line, listening);
  }

  @ParameterizedTest
  @DisplayName("orders end with the numbers that scripts look for")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      port/create 4           | 1000 Success
      port/create 1           | 1017 File exists
      port/create 99          | 1022 Invalid argument
      port/remove 9           | 1006 No such device or address
      port/remove 7           | 1098 Address already in use
      port/allocatable 7 0    | 1000 Success
      port/setvlan 9 10       | 1006 No such device or address
      port/setvlan 1 77       | 1006 No such device or address
      port/setvlan 1 4095     | 1000 Success
      port/setnumports 1      | 1098 Address already in use
      port/setnumports 40     | 1000 Success
      port/setuser 7 root     | 1000 Success
      port/setuser 7 nobodyis | 1022 Invalid argument
      port/setuser 9 nobodyis | 1006 No such device or address
      port/setuser 99 root    | 1022 Invalid argument
      port/setgroup 7 ANY     | 1000 Success
      port/setgroup 7 lab     | 1000 Success
      port/setgroup 7 4242    | 1000 Success
      port/setgroup 7 nothing | 1022 Invalid argument
      port/setgroup 7 lab too | 1022 Invalid argument
      port/setgroup 9 lab     | 1006 No such device or address
      port/setgroup 99 lab    | 1022 Invalid argument
      port/setgroup 7         | 1022 Invalid argument
      port/setgroup           | 1022 Invalid argument
      port/epclose 1 99       | 1006 No such device or address
      port/epclose 1 1        | 1000 Success
      port/resetcounter       | 1000 Success
      port/resetcounter 77    | 1022 Invalid argument
      vlan/create 10          | 1000 Success
      vlan/create 5000        | 1022 Invalid argument
      vlan/create             | 1022 Invalid argument
      vlan/create abc         | 1022 Invalid argument
      vlan/addport 10 2       | 1006 No such device or address
      vlan/remove 0           | 1098 Address already in use
      vlan/remove 10          | 1006 No such device or address
      hash/setexpire 50       | 1000 Success
      hash/setexpire x        | 1022 Invalid argument
      fstp/setedge 9 1 1      | 1006 No such device or address
      fstp/setedge 0 99 1     | 1022 Invalid argument
      fstp/setedge 0 30 1     | 1000 Success
      fstp/setedge            | 1022 Invalid argument
      fstp/bonus 9 1 1        | 1006 No such device or address
      plugin/add xx           | 1002 No such file or directory
      debug/add nothing       | 1022 Invalid argument
      debug/add port/ep/+     | 1000 Success
      foo                     | 1038 Function not implemented
      port                    | 1038 Function not implemented
      """)
  void orders(String line, String outcome) {
    assertThat(type(line)).containsExactly(outcome);
    assertThat(type("  " + line)).as("blanks in front change nothing").hasSize(1);
  }

  @Test
  @DisplayName("port/print, to the blank")
  void ports() {
    assertThat(type("port/print 7"))
        .containsExactly(
            "0000 DATA END WITH '.'",
            "Port 0007 untagged_vlan=0000 ACTIVE - Unnamed Allocatable",
            " Current User: root Access Control: (User: NONE - Group: NONE)",
            " IN:  pkts          0          bytes                    0",
            " OUT: pkts          0          bytes                    0",
            "  -- endpoint ID 0002 module unix prog   : vdeplug: user=root pid=21444",
            ".",
            "1000 Success");
    assertThat(type("port/print 8"))
        .containsExactly("0000 DATA END WITH '.'", ".", "1006 No such device or address");
    assertThat(type("port/print 77")).endsWith("1022 Invalid argument");
    type("port/create 4");
    assertThat(type("port/print")).noneMatch(line -> line.startsWith("Port 0004"));
    assertThat(type("port/allprint"))
        .contains("Port 0004 untagged_vlan=0000 INACTIVE - NOT Unnamed Allocatable");
    assertThat(type("port/createauto")).contains("Port 0002");
    assertThat(type("port/showinfo")).contains("Numports=32", "HUB=false");
  }

  @Test
  @DisplayName("vlan/print and vlan/allprint")
  void vlans() {
    type("vlan/create 20");
    type("vlan/addport 20 1");
    type("port/create 4");
    assertThat(type("vlan/print"))
        .containsExactly(
            "0000 DATA END WITH '.'",
            "VLAN 0000",
            " -- Port 0001 tagged=0 active=1 status=Forwarding",
            " -- Port 0007 tagged=0 active=1 status=Forwarding",
            "VLAN 0020",
            " -- Port 0001 tagged=1 active=1 status=Forwarding",
            ".",
            "1000 Success");
    assertThat(type("vlan/allprint 0")).contains(" -- Port 0004 tagged=0 active=0 status=Learning");
    assertThat(type("vlan/remove 20")).containsExactly("1098 Address already in use");
    assertThat(type("vlan/delport 20 1")).containsExactly("1000 Success");
    assertThat(type("vlan/remove 20")).containsExactly("1000 Success");
    assertThat(type("vlan/print 20")).endsWith("1006 No such device or address");
  }

  @Test
  @DisplayName("the table of stations")
  void hash() {
    assertThat(type("hash/find 02:00:00:00:00:0a"))
        .containsExactly(
            "0000 DATA END WITH '.'",
            "Hash: 0000 Addr: 02:00:00:00:00:0a VLAN 0000 to port: 007  age 0 secs",
            ".",
            "1000 Success");
    assertThat(type("hash/find 02:00:00:00:00:0b")).endsWith("1019 No such device");
    assertThat(type("hash/find xx")).endsWith("1022 Invalid argument");
    assertThat(type("hash/setsize 100")).containsExactly("1000 Success");
    type("hash/setminper 1");
    type("hash/setgcint 5");
    assertThat(type("hash/showinfo"))
        .contains("Hash size 128", "GC interval 5 secs", "Min persistence 1 secs");
    assertThat(type("hash/print")).containsExactly("0000 DATA END WITH '.'", ".", "1000 Success");
  }

  @Test
  @DisplayName("the spanning tree: on, off, edges, a bonus, and not on a hub")
  void tree() {
    assertThat(type("fstp/setfstp 1"))
        .containsExactly("0000 DATA END WITH '.'", ".", "1000 Success");
    assertThat(type("fstp/showinfo"))
        .contains("MAC 00:ff:01:02:03:04 Priority 32768 (0x8000)", "FSTP=true");
    assertThat(type("fstp/setedge 0 1 1")).containsExactly("1000 Success");
    assertThat(type("fstp/bonus 0 1 1000")).containsExactly("1000 Success");
    assertThat(type("fstp/print 0"))
        .containsExactly(
            "0000 DATA END WITH '.'",
            "FST DATA VLAN 0000 ROOTSWITCH ",
            " ++ root 80:00:00:ff:01:02:03:04",
            " ++ designated ff:ff:ff:ff:ff:ff:ff:ff",
            " ++ rootport 0000 cost 0 age 0 bonusport 0001 bonuscost 1000",
            " -- Port 0001 tagged=0 portcost=19000 role=Edge",
            " -- Port 0007 tagged=0 portcost=20000 role=Designated",
            ".",
            "1000 Success");
    assertThat(type("fstp/print 5")).endsWith("1006 No such device or address");
    assertThat(type("vlan/print")).contains(" -- Port 0007 tagged=0 active=1 status=Discarding");
    type("fstp/setfstp 0");
    assertThat(type("fstp/print")).contains("FST DATA VLAN 0000 ROOTSWITCH FSTP IS DISABLED");
    type("port/sethub 1");
    assertThat(type("fstp/setfstp 1")).contains("Can't use fstp in hub mode", "1000 Success");
    assertThat(type("fstp/showinfo")).contains("FSTP=false");
  }

  @Test
  @DisplayName("a port of one user's takes nobody else but root")
  void users() {
    type("port/create 9");
    type("port/setuser 9 me");
    assertThat(bridge.reserve(9, new Owner(1001, 5, ""))).isNull();
    assertThat(bridge.reserve(9, new Owner(1000, 5, ""))).isNotNull();
    assertThat(type("port/allprint 9"))
        .contains(" Current User: me Access Control: (User: me - Group: NONE)");
  }

  @ParameterizedTest
  @DisplayName("a port of one group's takes its members, root, and the one user beside them")
  @CsvSource(
      textBlock =
          """
      us, NONE, 0 1000 1001
      lab, NONE, 0 1002
      lab, me, 0 1000 1002
      4242, NONE, 0
      NONE, NONE, 0 1000 1001 1002
      """)
  void groups(String group, String user, String admitted) {
    type("port/create 9");
    type("port/setgroup 9 " + group);
    type("port/setuser 9 " + user);
    List<String> who = new ArrayList<>();
    for (long each : new long[] {0, 1000, 1001, 1002}) {
      Plug plug = bridge.reserve(9, new Owner(each, 5, ""));
      if (plug != null) {
        who.add(Long.toString(each));
        plug.close();
      }
    }
    assertThat(String.join(" ", who)).isEqualTo(admitted);
    assertThat(type("port/allprint 9"))
        .anyMatch(line -> line.endsWith("(User: " + user + " - Group: " + group + ")"));
  }

  @Test
  @DisplayName("help, remarks, information, scripts, the end")
  void rest() {
    assertThat(type("help vlan")).hasSize(7 + 2 + 3).contains("1000 Success");
    assertThat(type("# port/print")).isEmpty();
    assertThat(type("showinfo")).contains("pid 77 MAC 00:ff:01:02:03:04 uptime 0");
    assertThat(type("ds/showinfo")).contains("ctl dir /tmp/sw", "std mode 0600");
    assertThat(type("debug/list")).contains("port/ep/+              031 OFF    a cable works");
    type("debug/add port/ep/+");
    assertThat(type("debug/list")).contains("port/ep/+              031 ON     a cable works");
    List<String> said = new ArrayList<>();
    console.run("rc", List.of("# make", "", "vlan/create 5", "port/sethub 1"), said::add);
    assertThat(said)
        .containsExactly(
            "vde[rc]: vlan/create 5", "1000 Success", "vde[rc]: port/sethub 1", "1000 Success");
    assertThat(type("port/showinfo")).contains("HUB=true");
    console.shutdown();
    assertThat(ended).isTrue();
  }
}
