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
 * @param bridge what {@code --ports}, {@code --hub}, {@code --stp} and {@code --rule} said
 * @param common what every long-running verb is told
 */
record SwitchWords(
    @Nullable String vde,
    Access access,
    Desk desk,
    List<String> portGroups,
    List<String> ports,
    @Nullable String user,
    Bridge bridge,
    Common common) {
  /**
   * Where the console is; null where nothing was said.
   *
   * @param mgmt a path
   * @param mode of that, in octal
   * @param group of that
   * @param rcfile a file of commands
   * @param commands done before those
   * @param stdin whether standard input is a console, too
   */
  record Desk(
      @Nullable String mgmt,
      @Nullable String mode,
      @Nullable String group,
      @Nullable String rcfile,
      List<String> commands,
      boolean stdin) {}

  /**
   * How the switch is set.
   *
   * @param address its own; null where nothing was said
   * @param snooping whether {@code --dhcp-snooping} is there
   * @param rules a port's number and what it is told, each time
   */
  record Bridge(
      int highest,
      boolean hub,
      boolean stp,
      int priority,
      @Nullable String address,
      boolean snooping,
      List<String> rules) {}

  /** Who may plug in: octal modes and a group; null where nothing was said. */
  record Access(@Nullable String mode, @Nullable String dirmode, @Nullable String group) {}

  /**
   * What every long-running verb is told.
   *
   * @param capture empty for no file; null where it is not there
   * @param monitor a path; null where it is not there
   */
  record Common(
      @Nullable String capture, @Nullable String name, boolean detach, @Nullable String monitor) {}
}
