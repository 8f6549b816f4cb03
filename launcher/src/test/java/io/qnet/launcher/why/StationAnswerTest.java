package io.qnet.launcher.why;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A switch of four ports: 1, 2 and 4 in VLAN 0, 4 a trunk of VLAN 10, 3 of VLAN 10 alone. */
@DisplayName("Why a frame on a switch goes where it goes")
class StationAnswerTest {
  private static final String PORTS =
      """
      [{"number":1,"state":"forwarding","untagged":0,"tagged":[],"cables":[{}],"dropped":{}},
       {"number":2,"state":"forwarding","untagged":0,"tagged":[],"cables":[{}],"dropped":{}},
       {"number":3,"state":"forwarding","untagged":10,"tagged":[],"cables":[{}],"dropped":{}},
       {"number":4,"state":"discarding","untagged":0,"tagged":[10],"cables":[{}],"dropped":{}}]
      """;
  private static final String STATIONS =
      """
      [{"mac":"52:54:00:00:00:01","vlan":0,"port":1,"kind":"learned","silence":3},
       {"mac":"52:54:00:00:00:02","vlan":0,"port":2,"kind":"static","silence":0},
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
      52:54:00:00:00:01-52:54:00:00:00:02 | So the frame is forwarded to port 2 alone.
      52:54:00:00:00:01-52:54:00:00:00:11 | Both are at port 1
      52:54:00:00:00:01-52:54:00:00:00:99 | So the frame is flooded to ports 2, until
      52:54:00:00:00:02-ff:ff:ff:ff:ff:ff | is a group: the frame is flooded to ports 1.
      52:54:00:00:00:02-ff:ff:ff:ff:ff:ff@10 | is a group: the frame is flooded to ports 3.
      52:54:00:00:00:01-01:80:c2:00:00:00 | is consumed
      52:54:00:00:00:01-52:54:00:00:00:02 | Port 4 is discarding
      """)
  void answers(String question, String answer) throws Exception {
    assertThat(String.join("\n", StationAnswer.of(json(PORTS), json(STATIONS), question)))
        .contains(answer);
  }
}
