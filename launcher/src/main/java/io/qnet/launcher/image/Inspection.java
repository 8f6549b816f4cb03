package io.qnet.launcher.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.image.ImageFacts.Snapshot;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code qnet img info}, {@code check} and {@code snapshot}. */
final class Inspection {
  private static final DateTimeFormatter MADE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  /** qemu-img check: the image is damaged; clusters are lost. */
  private static final int CORRUPT = 2;

  private static final int LEAKS = 3;

  private final Terminal terminal;
  private final QemuImg qemuImg;
  private final ImageWords words;

  Inspection(Terminal terminal, QemuImg qemuImg, ImageWords words) {
    this.terminal = terminal;
    this.qemuImg = qemuImg;
    this.words = words;
  }

  int info() throws IOException, InterruptedException {
    boolean wantsJson = words.json();
    String file = name();
    List<String> all = new ArrayList<>(List.of("info", "--output=json"));
    all.addAll(words.forQemuImg());
    all.addAll(List.of("--", file));
    String document = qemuImg.run(all);
    JsonNode json = QemuImg.json(document);
    if (wantsJson) {
      terminal.out().print(document);
      return 0;
    }
    for (JsonNode each : json.isArray() ? json : List.of(json)) {
      describe(ImageFacts.of(each), each.path("dirty-flag").asBoolean());
    }
    return 0;
  }

  private String name() throws IOException {
    String given = words.require("FILE").get(0);
    if (words.has("--image-opts")) {
      return given;
    }
    words
        .value("-f")
        .filter("cow"::equals)
        .ifPresent(cow -> Formats.requireReadable(cow, Set.of()));
    Formats.requireNoCow(ImageName.file(given, qemuImg.folder()));
    return ImageName.safe(given);
  }

  private void describe(ImageFacts facts, boolean dirty) {
    line("file", facts.file());
    line("format", facts.format() + (facts.encrypted() ? ", encrypted" : ""));
    line("size", sizes(facts.virtualSize()));
    line("takes", sizes(facts.actualSize()));
    if (facts.base() != null) {
      String format = facts.baseFormat() == null ? "format not written down" : facts.baseFormat();
      line("base", facts.base() + " (" + format + ")");
    }
    if (dirty) {
      line("state", "was not closed well: qnet img check -r all");
    }
    if (facts.format().equals("raw") && !words.has("-f")) {
      line("note", "raw has no mark: this is what files look like that are nothing else");
    }
    for (Snapshot snapshot : facts.snapshots()) {
      line(
          "snapshot", snapshot.name() + ", " + MADE.format(Instant.ofEpochSecond(snapshot.date())));
    }
  }

  private static String sizes(long octets) {
    String words = Sizes.words(octets);
    return words.endsWith("octets") ? words : words + " (" + octets + " octets)";
  }

  private void line(String key, String value) {
    terminal.out().printf("%-9s %s%n", key, value);
  }

  int check() throws IOException, InterruptedException {
    boolean wantsJson = words.json();
    String file = name();
    List<String> all = new ArrayList<>(List.of("check", "--output=json"));
    all.addAll(words.forQemuImg());
    all.addAll(List.of("--", file));
    Program.Result result = qemuImg.attempt(all);
    if (result.status() != 0 && result.status() != CORRUPT && result.status() != LEAKS) {
      throw qemuImg.failure("check", file, result.err());
    }
    if (wantsJson) {
      terminal.out().print(result.out());
    } else {
      JsonNode json = QemuImg.json(result.out());
      terminal.out().println(verdict(result.status(), json));
    }
    return result.ok() ? 0 : Failure.FAILED;
  }

  private static String verdict(int status, JsonNode json) {
    return switch (status) {
      case 0 ->
          "whole: "
              + json.path("allocated-clusters").asLong()
              + " of "
              + json.path("total-clusters").asLong()
              + " clusters are in use";
      case LEAKS ->
          json.path("leaks").asLong() + " clusters are lost, no data: qnet img check -r leaks";
      default ->
          "damaged: "
              + json.path("corruptions").asLong()
              + " errors; copy the file first, then qnet img check -r all";
    };
  }

  int snapshot() throws IOException, InterruptedException {
    boolean wantsJson = words.json();
    String file = name();
    boolean acts = Stream.of("-a", "-c", "-d").anyMatch(words::has);
    if (acts) {
      List<String> all = new ArrayList<>(List.of("snapshot"));
      all.addAll(words.forQemuImg());
      all.addAll(List.of("--", file));
      qemuImg.run(all);
      return 0;
    }
    List<Snapshot> snapshots = qemuImg.info(file, null).snapshots();
    if (wantsJson) {
      json(snapshots);
    } else {
      terminal.out().printf("%-6s %-24s %-19s  %s%n", "ID", "NAME", "MADE", "MEMORY");
      for (Snapshot each : snapshots) {
        String made = MADE.format(Instant.ofEpochSecond(each.date()));
        String memory = each.vmState() == 0 ? "-" : Sizes.words(each.vmState());
        terminal.out().printf("%-6s %-24s %-19s  %s%n", each.id(), each.name(), made, memory);
      }
    }
    return 0;
  }

  private void json(List<Snapshot> snapshots) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartArray();
      for (Snapshot each : snapshots) {
        json.writeStartObject();
        json.writeStringField("id", each.id());
        json.writeStringField("name", each.name());
        json.writeStringField("madeAt", Instant.ofEpochSecond(each.date()).toString());
        json.writeNumberField("vmStateSize", each.vmState());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    terminal.out().println(text);
  }
}
