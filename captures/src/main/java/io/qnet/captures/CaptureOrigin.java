package io.qnet.captures;

/**
 * Where a capture was made: what its section header says.
 *
 * @param hardware the processor, such as {@code amd64}
 * @param system the operating system, such as {@code Linux 6.1.0}
 * @param application the program, such as {@code qnet 0.1.0}
 */
public record CaptureOrigin(String hardware, String system, String application) {
  /** This machine. */
  public static CaptureOrigin here(String application) {
    return new CaptureOrigin(
        System.getProperty("os.arch", "unknown"),
        System.getProperty("os.name", "unknown") + " " + System.getProperty("os.version", ""),
        application);
  }
}
