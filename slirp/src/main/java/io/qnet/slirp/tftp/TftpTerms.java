package io.qnet.slirp.tftp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What both ends agree on before the first block.
 *
 * @param blockSize octets of a block (RFC 2348)
 * @param windowSize blocks that are sent before an acknowledgment is waited for (RFC 7440)
 * @param timeout how long it is waited for, in nanoseconds (RFC 2349)
 * @param patient whether the client said how long; else the time is doubled with each try
 * @param accepted the options that are confirmed, as the client wrote them; empty for none
 */
record TftpTerms(
    int blockSize, int windowSize, long timeout, boolean patient, Map<String, String> accepted) {
  /** Nothing is agreed on yet. */
  static final TftpTerms NONE = new TftpTerms(1, 1, 0, false, Map.of());

  /** Octets that are read ahead, and sent without an acknowledgment, at most. */
  static final int AHEAD = 256 << 10;

  private static final int DEFAULT_BLOCK = 512;
  private static final int SMALLEST_BLOCK = 8;
  private static final int LARGEST_BLOCK = 65464;
  private static final int LARGEST_WINDOW = 64;

  /**
   * What is granted of what was asked for.
   *
   * @param size octets of the file
   * @param room octets of a block that fit into a packet that is not fragmented
   */
  static TftpTerms of(TftpRequest request, long size, int room) {
    int blockSize = request.number("blksize", SMALLEST_BLOCK, LARGEST_BLOCK);
    int windowSize = request.number("windowsize", 1, 0xffff);
    int seconds = request.number("timeout", 1, 0xff);
    int block = blockSize < 0 ? DEFAULT_BLOCK : Math.min(blockSize, room);
    int window = windowSize < 0 ? 1 : Math.min(windowSize, LARGEST_WINDOW);
    window = Math.min(window, AHEAD / block);
    Map<String, String> accepted = new LinkedHashMap<>();
    for (String option : request.options().keySet()) {
      switch (option) {
        case "blksize" -> accept(accepted, option, blockSize >= 0, block);
        case "windowsize" -> accept(accepted, option, windowSize >= 0, window);
        case "timeout" -> accept(accepted, option, seconds >= 0, seconds);
        case "tsize" -> accept(accepted, option, true, size);
        default -> {} // RFC 2347: what is not known is not answered
      }
    }
    return new TftpTerms(
        block, window, Duration.ofSeconds(Math.max(1, seconds)).toNanos(), seconds > 0, accepted);
  }

  private static void accept(
      Map<String, String> accepted, String option, boolean valid, long value) {
    if (valid) {
      accepted.put(option, Long.toString(value));
    }
  }
}
