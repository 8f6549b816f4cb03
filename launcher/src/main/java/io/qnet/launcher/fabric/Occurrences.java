package io.qnet.launcher.fabric;

import io.qnet.launcher.user.EventRing;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.vde.SwitchEvent;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what happens at a switch and at its gateway, for whoever asks. */
public final class Occurrences {
  private static final Logger LOG = LoggerFactory.getLogger(Occurrences.class);

  private final EventRing ring = new EventRing();

  void note(SwitchEvent event) {
    note(event.type(), event::sentence);
  }

  void note(GatewayEvent event) {
    note(event.type(), event::sentence);
  }

  private void note(String type, Supplier<String> sentence) {
    ring.add(type, sentence, System.currentTimeMillis());
    if (LOG.isInfoEnabled()) { // a sentence takes longer than what it tells of
      LOG.info("{}: {}", type, sentence.get());
    }
  }

  EventRing ring() {
    return ring;
  }
}
