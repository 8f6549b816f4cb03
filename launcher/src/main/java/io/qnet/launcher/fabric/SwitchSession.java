package io.qnet.launcher.fabric;

import io.qnet.launcher.api.ApiDoor;
import io.qnet.launcher.port.PortSpec;
import io.qnet.launcher.run.Session;
import io.qnet.launcher.user.UserGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A switch with its ports, until somebody says stop. */
public final class SwitchSession implements Session {
  private final SwitchPlan plan;
  private final Occurrences occurrences = new Occurrences();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<String> notices = new ArrayList<>();

  /** A session that carries out {@code plan} once it is {@linkplain #run run}. */
  public SwitchSession(SwitchPlan plan) {
    this.plan = plan;
  }

  @Override
  public void run(Consumer<PortSpec> ready) {
    try (SwitchSegment segment = SwitchSegment.start(plan, occurrences, this::close)) {
      List<PortSpec> places = segment.places();
      places.stream().skip(1).forEach(place -> notices.add("port: " + words(place)));
      UserGateway gateway = segment.gateway();
      if (gateway != null) {
        gateway.forwards().forEach(rule -> notices.add("forward: " + rule));
      }
      ready.accept(places.get(0));
      await(segment, gateway);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String words(PortSpec place) {
    boolean qemu = !(place instanceof PortSpec.Tap) && !(place instanceof PortSpec.Vde);
    return qemu ? place + ": " + place.qemuWords() : place.toString();
  }

  @Override
  public List<String> notices() {
    return List.copyOf(notices);
  }

  @SuppressWarnings("try") // the door is open while this waits
  private void await(SwitchSegment segment, @Nullable UserGateway gateway)
      throws InterruptedException {
    Path directory = plan.directory();
    if (directory == null) {
      stopped.await();
      return;
    }
    SwitchApi api = new SwitchApi(plan, segment, occurrences);
    try (ApiDoor door =
        ApiDoor.open(
            directory,
            api,
            ports -> {
              if (gateway != null) {
                gateway.keepFrom(ports);
              }
            })) {
      stopped.await();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
