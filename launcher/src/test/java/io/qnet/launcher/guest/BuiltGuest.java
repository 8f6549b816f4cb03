package io.qnet.launcher.guest;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Program;
import java.io.IOException;

/** The guest of this user's cache, built when first needed; tests without QEMU are skipped. */
final class BuiltGuest {
  private BuiltGuest() {}

  /** The guest, or a skipped test that says what is missing. */
  static MicroGuest get() throws IOException, InterruptedException {
    assumeTrue(
        Program.find("qemu-system-x86_64", System.getenv()).isPresent(),
        "qemu-system-x86_64 is not installed: nothing was booted");
    try {
      return new GuestBuilder(GuestBuilder.cacheFolder(System.getenv()), System.out::println)
          .ensure();
    } catch (MissingProgramException e) {
      return abort(e.toString());
    }
  }
}
