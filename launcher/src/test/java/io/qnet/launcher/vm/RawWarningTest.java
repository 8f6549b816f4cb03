package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RawWarningTest {
  @Test
  @DisplayName("QEMU's three lines are one sentence; whatever else it says stays")
  void sentence() {
    List<String> messages = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    RawWarning warning = new RawWarning(messages::add, notices::add);
    """
    before
    WARNING: Image format was not specified for '/a b.img' and probing guessed raw.
             Automatically detecting the format is dangerous for raw images, write operations \
    on block 0 will be restricted.
             Specify the 'raw' format explicitly to remove the restrictions.
    after
    """
        .lines()
        .forEach(warning);
    assertThat(messages).containsExactly("before", "after");
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("/a b.img is taken for a raw disk")
        .contains("--disk FILE,format=raw");
  }
}
