package io.qnet.vde.console;

import java.util.ArrayList;
import java.util.List;

/** {@code debug/…}, which is about one session, and {@code plugin/…}, of which there are none. */
final class DebugMenu {
  private final List<Category> listening;

  DebugMenu(List<Category> listening) {
    this.listening = listening;
  }

  static List<Command> commands() {
    Command.Action elsewhere = (argument, lines) -> Errno.ENOSYS;
    Command.Action none = (argument, lines) -> Errno.ENOENT;
    return List.of(
        Command.menu("debug", "TELL AS IT HAPPENS"),
        Command.list("debug/list", "", "what can be told", elsewhere),
        Command.order("debug/add", "dbgpath", "tell of it from now on", elsewhere),
        Command.order("debug/del", "dbgpath", "tell of it no more", elsewhere),
        Command.menu("plugin", "PLUGINS"),
        Command.list(
            "plugin/list",
            "",
            "there are none",
            (argument, lines) -> {
              lines.add("NAME                   HELP");
              lines.add("------------           ----");
              return Errno.ENOENT;
            }),
        Command.order("plugin/add", "library", "not possible here", none),
        Command.order("plugin/del", "name", "not possible here", none));
  }

  List<String> answer(String text) {
    List<String> answer = new ArrayList<>();
    if (text.startsWith("debug/list")) {
      answer.add("0000 DATA END WITH '.'");
      answer.add("CATEGORY               TAG STATUS HELP");
      answer.add("------------           --- ------ ----");
      for (Category category : Category.values()) {
        answer.add(category.row(listening.contains(category)));
      }
      answer.add(".");
      answer.add(Errno.OK.line());
    } else if (text.startsWith("debug/add")) {
      answer.add(change(text.substring("debug/add".length()), true).line());
    } else if (text.startsWith("debug/del")) {
      answer.add(change(text.substring("debug/del".length()), false).line());
    } else {
      answer.add(Errno.ENOSYS.line());
    }
    return answer;
  }

  private Errno change(String path, boolean on) {
    String prefix = path.strip();
    boolean found = false;
    for (Category category : Category.values()) {
      if (category.path().startsWith(prefix)) {
        listening.remove(category);
        if (on) {
          listening.add(category);
        }
        found = true;
      }
    }
    return found ? Errno.OK : Errno.EINVAL;
  }
}
