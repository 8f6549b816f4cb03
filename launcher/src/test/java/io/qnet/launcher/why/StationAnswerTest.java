package io.qnet.launcher.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.launcher.cli.Failure;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Six ports: 3 is in VLAN 10, 6 in 30 and down, the others in 0; 4 is blocked, 1 and 5 isolated.
 */
@DisplayName("Why a frame on a switch goes where it goes")
class StationAnswerTest {
  private static final String PORTS =
      """
      [{"number":1,"state":"forwarding","untagged":0,"tagged":[],
        "cables":[{"up":true,"lost":{"LINK_FULL":2,"STORM":1}}],"dropped":{"STORM":3},
        "rules":"edge isolated"},
       {"number":2,"state":"forwarding","untagged":0,"tagged":[],"cables":[{"up":true}],"dropped":{}},
       {"number":3,"state":"forwarding","untagged":10,"tagged":[],"cables":[{"up":true}],"dropped":{}},
       {"number":4,"state":"discarding","untagged":0,"tagged":[10],"cables":[{"up":true}],"dropped":{}},
       {"number":5,"state":"forwarding","untagged":0,"tagged":[],"cables":[{"up":true}],"dropped":{},
        "rules":"isolated"},
       {"number":6,"state":"forwarding","untagged":null,"tagged":[30],"cables":[{"up":false}],
        "dropped":{}}]
      """;
  private static final String STATIONS =
      """
      [{"mac":"52:54:00:00:00:01","vlan":0,"port":1,"kind":"learned","silence":3},
       {"mac":"52:54:00:00:00:02","vlan":0,"port":2,"kind":"static","silence":0},
       {"mac":"52:54:00:00:00:33","vlan":10,"port":3,"kind":"learned","silence":0},
       {"mac":"52:54:00:00:00:04","vlan":0,"port":4,"kind":"static","silence":0},
       {"mac":"52:54:00:00:00:05","vlan":0,"port":5,"kind":"learned","silence":0},
       {"mac":"52:54:00:00:00:11","vlan":0,"port":1,"kind":"learned","silence":4}]
      """;

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      52:54:00:00:00:01                   | is at port 1: learned, silent for 3 s
      52:54:00:00:00:01@10                | was not heard in VLAN 10
      52:54:00:00:00:01-52:54:00:00:00:02 | would be forwarded: port 1 -> port 2, where 52:54:00:00:00:02 was heard.
      52:54:00:00:00:01-52:54:00:00:00:11 | would be dropped: port 1, SAME_PORT, its destination is
      52:54:00:00:00:01-52:54:00:00:00:99 | would be flooded: port 1 -> 1 port, an unknown destination: 2.
      52:54:00:00:00:01-52:54:00:00:00:04 | would be flooded: port 1 -> 1 port, an unknown destination: 2.
      52:54:00:00:00:01-52:54:00:00:00:05 | would be dropped: port 1, ISOLATED, its destination is
      52:54:00:00:00:04-52:54:00:00:00:02 | would be dropped: port 4, PORT_BLOCKED, the spanning tree
      52:54:00:00:00:02-ff:ff:ff:ff:ff:ff | would be flooded: port 2 -> 2 ports, a group address: 1, 5.
      52:54:00:00:00:77-ff:ff:ff:ff:ff:ff@10 | would be flooded: VLAN 10, any port -> 1 port, a group address: 3.
      52:54:00:00:00:33-ff:ff:ff:ff:ff:ff@10 | would be dropped: VLAN 10, port 3, NO_RECEIVER, no other port that is up carries it
      52:54:00:00:00:01-01:80:c2:00:00:00 | would be consumed: port 1, for the spanning tree
      52:54:00:00:00:01-52:54:00:00:00:02 | Port 4 is discarding
      52:54:00:00:00:01-52:54:00:00:00:02 | Dropped at port 1 so far: LINK_FULL 2, STORM 4; together 6.
      52:54:00:00:00:77-ff:ff:ff:ff:ff:ff@30 | any port, NO_RECEIVER, no other port that is up carries it
      """)
  void answers(String question, String answer) throws Exception {
    assertThat(String.join("\n", StationAnswer.of(json(PORTS), json(STATIONS), false, question)))
        .contains(answer);
  }

  @Test
  @DisplayName("a hub repeats it to every other port that is up, whatever VLAN and state it has")
  void hub() throws Exception {
    String ports = PORTS.replace("\"rules\":\"isolated\"", "\"rules\":\"edge mirror=1\"");
    for (String question :
        new String[] {"52:54:00:00:00:01", "52:54:00:00:00:01-52:54:00:00:00:02@10"}) {
      assertThat(StationAnswer.of(json(ports), json("[]"), true, question))
          .singleElement()
          .asString()
          .startsWith("This switch is a hub")
          .endsWith("all others that are up: 1, 2, 3, 4.");
    }
  }

  @Test
  @DisplayName("a VLAN that cannot be is a wrong word")
  void noVlan() {
    assertThatThrownBy(
            () ->
                StationAnswer.of(
                    json(PORTS), json(STATIONS), false, "52:54:00:00:00:01-52:54:00:00:00:02@9999"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("a VLAN is 0 to 4094");
  }
}
