package io.qnet.fuzz;

import java.util.Arrays;

/** Where Jazzer enters; its {@code --target_args} name the target. */
public final class Fuzz {
  private static Target target = Target.ETHERNET;

  private Fuzz() {}

  /** Called once, before the first input. */
  public static void fuzzerInitialize(String[] args) {
    if (args.length != 1) {
      throw new IllegalArgumentException(
          "one target, of " + Arrays.stream(Target.values()).map(Target::word).toList());
    }
    target = Target.of(args[0]);
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.play(input);
  }
}
