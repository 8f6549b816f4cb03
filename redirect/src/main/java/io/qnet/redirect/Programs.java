package io.qnet.redirect;

import io.qnet.wire.ByteStream;
import java.util.List;
import java.util.function.Consumer;

/** Starts programs that talk to a guest. */
public interface Programs {
  /**
   * Starts one; returns at once.
   *
   * @param command its words; no shell sees them
   * @param started told on the loop, in a burst: the program's standard input and output, not open
   *     yet; the program ends with it
   * @param failed told instead, on the loop, in a burst, if there is none
   */
  void start(
      List<String> command, Consumer<ByteStream> started, Consumer<ByteStream.Reason> failed);
}
