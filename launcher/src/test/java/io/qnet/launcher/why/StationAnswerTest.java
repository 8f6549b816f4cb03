package io.qnet.launcher.why;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Five ports: 3 is in VLAN 10, the others in 0; 4 is blocked, and 1 and 5 are isolated. */
@DisplayName("Why a frame on a switch goes where it goes")
class StationAnswerTest {
  private static final String PORTS =
      """
      [{"number":1,"state":"forwarding","untagged":0,"tagged":[],"cables":[{}],"dropped":{},
        "rules":"edge isolated"},
       {"number":2,"state":"forwarding","untagged":0,"tagged":[],"cables":[{}],"dropped":{}},
       {"number":3,"state":"forwarding","untagged":10,"tagged":[],"cables":[{}],"dropped":{}},
       {"number":4,"state":"discarding","untagged":0,"tagged":[10],"cables":[{}],"dropped":{}},
       {"number":5,"state":"forwarding","untagged":0,"tagged":[],"cables":[{}],"dropped":{},
        "rules":"isolated"}]
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
      52:54:00:00:00:01-52:54:00:00:00:99 | would be flooded: port 1 -> 1 ports, an unknown destination: 2.
      52:54:00:00:00:01-52:54:00:00:00:04 | would be flooded: port 1 -> 1 ports, an unknown destination: 2.
      52:54:00:00:00:01-52:54:00:00:00:05 | would be dropped: port 1, ISOLATED, its destination is
      52:54:00:00:00:04-52:54:00:00:00:02 | would be dropped: port 4, PORT_BLOCKED, the spanning tree
      52:54:00:00:00:02-ff:ff:ff:ff:ff:ff | would be flooded: port 2 -> 2 ports, a group address: 1, 5.
      52:54:00:00:00:77-ff:ff:ff:ff:ff:ff@10 | would be flooded: VLAN 10, any port -> 1 ports, a group address: 3.
      52:54:00:00:00:33-ff:ff:ff:ff:ff:ff@10 | would be dropped: VLAN 10, port 3, NO_RECEIVER, no service
      52:54:00:00:00:01-01:80:c2:00:00:00 | would be consumed: port 1, for the spanning tree
      52:54:00:00:00:01-52:54:00:00:00:02 | Port 4 is discarding
      """)
  void answers(String question, String answer) throws Exception {
    assertThat(String.join("\n", StationAnswer.of(json(PORTS), json(STATIONS), question)))
        .contains(answer);
  }
}
