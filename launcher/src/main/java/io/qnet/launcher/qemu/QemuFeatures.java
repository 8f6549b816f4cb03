package io.qnet.launcher.qemu;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one QEMU was built with, as it says itself.
 *
 * @param version its version
 * @param netdevs what may follow {@code -netdev}: stream, user, vde ...
 * @param cards network cards, by every name they have, and the bus of each
 * @param vgas what may follow {@code -vga}
 * @param displays what may follow {@code -display}; vnc is never listed
 * @param accelerators what may follow {@code -accel}
 * @param machines boards, aliases as well
 */
public record QemuFeatures(
    QemuVersion version,
    Set<String> netdevs,
    Map<String, String> cards,
    Set<String> vgas,
    Set<String> displays,
    Set<String> accelerators,
    Set<String> machines) {
  /** The options whose {@code help} is asked for, and after each of which a list comes. */
  public enum Question {
    /** Back ends of a network. */
    NETDEV,
    /** Everything that can be plugged. */
    DEVICE,
    /** Graphics cards. */
    VGA,
    /** Windows. */
    DISPLAY,
    /** KVM, TCG ... */
    ACCEL,
    /** Boards. */
    MACHINE;

    /** The option: {@code -netdev}. */
    public String option() {
      return "-" + word();
    }

    /** The option without its dash. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A name alone on its line, or in front of what it is; prose and headings are neither. */
  private static final Pattern LISTED = Pattern.compile("([a-z0-9][A-Za-z0-9_.+-]*)(\\s{2,}.*)?");

  private static final Pattern DEVICE =
      Pattern.compile("name \"([^\"]+)\"(?:, bus ([^,]+))?(?:, alias \"([^\"]+)\")?.*");
  private static final String NETWORK = "Network devices:";

  /** Reads what QEMU answered; an answer that is missing is an empty list. */
  public static QemuFeatures parse(QemuVersion version, Map<Question, String> answers) {
    return new QemuFeatures(
        version,
        listed(answers.getOrDefault(Question.NETDEV, "")),
        cards(answers.getOrDefault(Question.DEVICE, "")),
        listed(answers.getOrDefault(Question.VGA, "")),
        listed(answers.getOrDefault(Question.DISPLAY, "")),
        listed(answers.getOrDefault(Question.ACCEL, "")),
        listed(answers.getOrDefault(Question.MACHINE, "")));
  }

  private static Set<String> listed(String help) {
    Set<String> names = new TreeSet<>();
    for (String line : help.lines().toList()) {
      Matcher matcher = LISTED.matcher(line);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private static Map<String, String> cards(String help) {
    Map<String, String> cards = new LinkedHashMap<>();
    boolean network = false;
    for (String line : help.lines().toList()) {
      Matcher matcher = DEVICE.matcher(line);
      if (line.endsWith("devices:")) {
        network = line.equals(NETWORK);
      } else if (network && matcher.matches()) {
        String bus = matcher.group(2) == null ? "" : matcher.group(2);
        cards.put(matcher.group(1), bus);
        if (matcher.group(3) != null) {
          cards.put(matcher.group(3), bus);
        }
      }
    }
    return cards;
  }

  /** Whether it connects to a stream socket of any family by {@code -netdev stream} (7.2). */
  public boolean stream() {
    return netdevs.contains("stream");
  }
}
