package io.qnet.launcher.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an image is, as {@code qemu-img info --output=json} says.
 *
 * @param file its name
 * @param format its format
 * @param virtualSize the disk's size as the guest sees it, in octets
 * @param actualSize what it takes on this host, in octets
 * @param base the image it is an overlay of; null if none
 * @param baseFormat that one's format; null if none or not written down
 * @param encrypted whether a key is needed
 * @param snapshots what is kept inside
 */
record ImageFacts(
    String file,
    String format,
    long virtualSize,
    long actualSize,
    @Nullable String base,
    @Nullable String baseFormat,
    boolean encrypted,
    List<Snapshot> snapshots) {
  /**
   * One snapshot.
   *
   * @param id its number
   * @param name its name
   * @param date when it was made, in seconds since 1970
   * @param vmState how much memory is in it, in octets
   */
  record Snapshot(String id, String name, long date, long vmState) {}

  static ImageFacts of(JsonNode json) {
    List<Snapshot> snapshots = new ArrayList<>();
    for (JsonNode each : json.path("snapshots")) {
      snapshots.add(
          new Snapshot(
              each.path("id").asText(),
              each.path("name").asText(),
              each.path("date-sec").asLong(),
              each.path("vm-state-size").asLong()));
    }
    return new ImageFacts(
        json.path("filename").asText(),
        json.path("format").asText(),
        json.path("virtual-size").asLong(),
        json.path("actual-size").asLong(),
        json.path("backing-filename").textValue(),
        json.path("backing-filename-format").textValue(),
        json.path("encrypted").asBoolean(),
        List.copyOf(snapshots));
  }
}
