package io.qnet.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A verb that lists what the API of something that runs has at one path. */
abstract class ListVerb implements Callable<Integer> {
  final Terminal terminal;
  private final String path;

  @Mixin private OnName on = new OnName();

  @Mixin private ListForm form = new ListForm();

  ListVerb(Terminal terminal, String path) {
    this.terminal = terminal;
    this.path = path;
  }

  /** Prints what came, for people. */
  abstract void table(JsonNode rows);

  @Override
  public final Integer call() throws Exception {
    form.check();
    form.print(terminal, on.client(terminal).get(path), this::table);
    return 0;
  }
}
