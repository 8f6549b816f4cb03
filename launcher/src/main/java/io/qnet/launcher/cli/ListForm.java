package io.qnet.launcher.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** {@code -o table|json} of every listing verb. */
public final class ListForm {
  private static final String JSON = "json";
  private static final String TABLE = "table";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      description = "The form of the list; table is the default.")
  private String output = TABLE;

  /**
   * To be called before there is anything to list, or to change.
   *
   * @throws Failure if the form is none of the two
   */
  public void check() {
    boolean unused = isJson();
  }

  /** Whether JSON is asked for; as {@link #check}. */
  public boolean isJson() {
    return isJson(output);
  }

  /** The same of a word that was read elsewhere. */
  public static boolean isJson(String output) {
    if (!output.equals(TABLE) && !output.equals(JSON)) {
      throw Failure.usage(
          "-o " + output + " is no form of list",
          "nothing was listed",
          Nearest.hint(output, List.of(TABLE, JSON)));
    }
    return output.equals(JSON);
  }

  /** Prints rows that are JSON already: as one document, or by {@code table}. */
  public void print(Terminal terminal, JsonNode rows, Consumer<JsonNode> table) {
    if (isJson()) {
      terminal.out().println(rows.toPrettyString());
    } else {
      table.accept(rows);
    }
  }
}
