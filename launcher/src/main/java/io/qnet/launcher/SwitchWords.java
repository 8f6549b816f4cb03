package io.qnet.launcher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of a {@code qnet switch} line, not looked at yet.
 *
 * @param vde what {@code --vde} said
 * @param access what {@code --mode}, {@code --dirmode} and {@code --group} said
 * @param desk what {@code --mgmt}, {@code --mgmtmode} and {@code --rcfile} said
 * @param portGroups what {@code --portgroup} said, each time
 * @param ports what {@code --port} said, each time
 * @param user what {@code --user} said: empty for the defaults; null where it is not there
 * @param highest what {@code --ports} said
 * @param hub whether {@code --hub} is there
 * @param common what every long-running verb is told
 */
record SwitchWords(
    @Nullable String vde,
    Access access,
    Desk desk,
    List<String> portGroups,
    List<String> ports,
    @Nullable String user,
    int highest,
    boolean hub,
    Common common) {
  /**
   * Where the console is: a path, an octal mode, a file of commands; null where nothing was said.
   */
  record Desk(@Nullable String mgmt, @Nullable String mode, @Nullable String rcfile) {}

  /** Who may plug in: octal modes and a group; null where nothing was said. */
  record Access(@Nullable String mode, @Nullable String dirmode, @Nullable String group) {}

  /**
   * What every long-running verb is told.
   *
   * @param capture empty for no file; null where it is not there
   */
  record Common(@Nullable String capture, @Nullable String name, boolean detach) {}
}
