package io.qnet.launcher.why;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qnet.slirp.event.GatewayEvent.Blocked;
import io.qnet.wire.address.IpAddress;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Events of a gateway that refused something. */
@DisplayName("Why something was refused")
class RefusalWordsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> events = new ArrayList<>();

  private void blocked(String protocol, String destination, String why) {
    Blocked event =
        new Blocked(protocol, IpAddress.parse("10.0.2.15"), IpAddress.parse(destination), why);
    events.add(
        JSON.createObjectNode()
            .put("time", "2026-01-02T03:04:0" + events.size() + "Z")
            .put("type", event.type())
            .set("fields", JSON.valueToTree(event.fields())));
  }

  private List<String> answer(String question) {
    FlowQuestion asked = Objects.requireNonNull(FlowQuestion.parse(question));
    return new RefusalWords(new History(events).blocked(asked)).lines();
  }

  @Test
  @DisplayName("each rule of a gateway's has a sentence of its own")
  void everyRule() throws Exception {
    int rules = 0;
    for (Field field : Blocked.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        rules++;
        String why = (String) field.get(null);
        assertThat(RefusalWords.rule(why)).as(why).doesNotStartWith("The rule is");
      }
    }
    assertThat(rules).isEqualTo(7);
    assertThat(RefusalWords.rule("new=on")).isEqualTo("The rule is: new=on.");
  }

  @Test
  @DisplayName("is told once for all packets of one kind, and of no other flow")
  void ofTheFlow() {
    blocked("tcp", "192.0.2.80", Blocked.RESTRICTED);
    blocked("ping", "192.0.2.80", Blocked.NO_ICMP);
    blocked("tcp", "192.0.2.80", Blocked.RESTRICTED);
    blocked("tcp", "127.0.0.1", Blocked.LOOPBACK);
    assertThat(answer("tcp:10.0.2.15:40000-192.0.2.80:443"))
        .hasSize(2)
        .first()
        .isEqualTo(
            "tcp from 10.0.2.15 to 192.0.2.80 was refused 2 times, last at 2026-01-02T03:04:02Z,"
                + " and the guest was told by ICMP: prohibited.");
    assertThat(answer("icmp:10.0.2.15-192.0.2.80")).hasSize(2).last().asString().contains("proxy");
    assertThat(answer("10.0.2.15")).hasSize(6);
    assertThat(answer("udp:10.0.2.15")).isEmpty();
    assertThat(answer("10.0.2.99")).isEmpty();
    assertThat(answer("17")).isEmpty();
  }
}
