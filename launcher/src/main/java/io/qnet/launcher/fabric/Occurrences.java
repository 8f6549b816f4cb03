package io.qnet.launcher.fabric;

import io.qnet.launcher.user.EventRing;
import io.qnet.slirp.event.GatewayEvent;
import io.qnet.vde.SwitchEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what happens at a switch and at its gateway, for whoever asks. */
public final class Occurrences {
  private static final Logger LOG = LoggerFactory.getLogger(Occurrences.class);

  private final EventRing ring = new EventRing();
  private final List<Consumer<SwitchEvent>> listeners = new CopyOnWriteArrayList<>();

  /** Somebody else is told of the switch's events from now on, on its thread. */
  void tellAlso(Consumer<SwitchEvent> listener) {
    listeners.add(listener);
  }

  void note(SwitchEvent event) {
    listeners.forEach(listener -> listener.accept(event));
    note(event.type(), event::sentence, event::fields);
  }

  void note(GatewayEvent event) {
    note(event.type(), event::sentence, event::fields);
  }

  private void note(String type, Supplier<String> sentence, Supplier<Map<String, Object>> fields) {
    ring.add(type, sentence, fields, System.currentTimeMillis());
    if (LOG.isInfoEnabled()) { // a sentence takes longer than what it tells of
      LOG.info("{}: {}", type, sentence.get());
    }
  }

  EventRing ring() {
    return ring;
  }
}
