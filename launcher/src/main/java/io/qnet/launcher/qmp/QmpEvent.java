package io.qnet.launcher.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that happened to a machine.
 *
 * @param name SHUTDOWN, STOP, RESET, NETDEV_STREAM_CONNECTED ...
 * @param data what is known of it; an empty object if nothing is
 */
public record QmpEvent(String name, JsonNode data) {
  /** What is known of it, as far as it is numbers, booleans and texts. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : data.properties()) {
      JsonNode value = field.getValue();
      if (value.isIntegralNumber()) {
        fields.put(field.getKey(), value.asLong());
      } else if (value.isBoolean()) {
        fields.put(field.getKey(), value.asBoolean());
      } else if (value.isTextual()) {
        fields.put(field.getKey(), value.asText());
      }
    }
    return fields;
  }
}
