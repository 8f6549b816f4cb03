package io.qnet.launcher.qemu;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of QEMU, 7.2.22 say.
 *
 * @param major the first number
 * @param minor the second
 * @param micro the third
 */
public record QemuVersion(int major, int minor, int micro) {
  private static final Pattern BANNER =
      Pattern.compile("version (\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

  /** Reads what {@code qemu-system-x86_64 --version} prints; empty if that is something else. */
  public static Optional<QemuVersion> parse(String banner) {
    Matcher matcher = BANNER.matcher(banner);
    return matcher.find()
        ? Optional.of(new QemuVersion(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
        : Optional.empty();
  }

  /** Whether this is {@code wantedMajor.wantedMinor} or later; netdev stream and dgram: 7.2. */
  public boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + micro;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
