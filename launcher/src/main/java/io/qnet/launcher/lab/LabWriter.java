package io.qnet.launcher.lab;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes a lab as a file that {@link LabReader} reads. */
public final class LabWriter {
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private LabWriter() {}

  /** The file; ends with a line break. */
  public static String write(Lab lab) {
    StringWriter text = new StringWriter();
    try (YAMLGenerator yaml = YAML.createGenerator(text)) {
      yaml.writeStartObject();
      yaml.writeObjectFieldStart("machines");
      for (LabMachine machine : lab.machines()) {
        yaml.writeObjectFieldStart(machine.name());
        for (Map.Entry<LabKey, List<String>> setting : machine.settings().entrySet()) {
          yaml.writeFieldName(setting.getKey().word());
          write(yaml, setting.getKey().kind(), setting.getValue());
        }
        yaml.writeEndObject();
      }
      yaml.writeEndObject();
      yaml.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(YAMLGenerator yaml, LabKey.Kind kind, List<String> values)
      throws IOException {
    if (kind == LabKey.Kind.FLAG) {
      yaml.writeBoolean(true);
    } else if (kind != LabKey.Kind.LIST && values.size() == 1) {
      write(yaml, values.get(0));
    } else {
      yaml.writeStartArray();
      for (String value : values) {
        write(yaml, value);
      }
      yaml.writeEndArray();
    }
  }

  private static void write(YAMLGenerator yaml, String value) throws IOException {
    if (value.matches("[1-9][0-9]{0,8}")) {
      yaml.writeNumber(Integer.parseInt(value));
    } else {
      yaml.writeString(value);
    }
  }
}
