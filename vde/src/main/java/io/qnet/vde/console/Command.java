package io.qnet.vde.console;

import java.util.List;

/**
 * One command.
 *
 * @param path what a line begins with to mean it
 * @param syntax its arguments, for the help
 * @param help what it does
 * @param lists whether lines come before its outcome
 * @param action does it
 */
record Command(String path, String syntax, String help, boolean lists, Action action) {
  /** The syntax of what is no command, but the title of some. */
  static final String MENU = "============";

  /** Does a command. */
  @FunctionalInterface
  interface Action {
    /**
     * Does it.
     *
     * @param argument what follows the path
     * @param lines takes what it lists
     */
    Errno run(String argument, List<String> lines);
  }

  static Command menu(String path, String title) {
    return new Command(path, MENU, title, false, (argument, lines) -> Errno.ENOSYS);
  }

  static Command order(String path, String syntax, String help, Action action) {
    return new Command(path, syntax, help, false, action);
  }

  static Command list(String path, String syntax, String help, Action action) {
    return new Command(path, syntax, help, true, action);
  }

  String helpLine() {
    return String.format(java.util.Locale.ROOT, "%-18s %-15s %s", path, syntax, help);
  }
}
