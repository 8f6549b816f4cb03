package io.qnet.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A lab that is only told. */
final class FakeLab implements LabApi {
  static final Instant TIME = Instant.parse("2024-01-02T03:04:05Z");

  private final List<Event> events = new ArrayList<>();
  private final FakeDoors doors = new FakeDoors();
  private static final ImpairedLinkRow.Tally TALLY =
      new ImpairedLinkRow.Tally(10, 1000, 1, 0, 0, 0, 0, 0, 9, 0, 19.5, 20.25, 21, 8000);

  private static final NetworkRow NETWORK =
      new NetworkRow("net1", List.of("lan1", "1"), 1, "10.0.2.0", false, "stream:/run/b.sock");

  private @Nullable FakeLab inside;
  boolean broken;
  @Nullable Consoles consoles;
  private String set = "";

  synchronized void happen(String sentence) {
    events.add(new Event(events.size() + 1L, TIME, "test.happened", sentence, Map.of()));
  }

  @Override
  public Status status() {
    return new Status("lab", "user", "stream:/run/a.sock", TIME);
  }

  @Override
  public CompletionStage<List<Mapping>> nat() {
    if (broken) {
      return CompletableFuture.failedFuture(new IllegalStateException("the loop has ended"));
    }
    End inside = new End("10.0.2.15", 40000);
    End outside = new End("192.0.2.1", 50000);
    End remote = new End("192.0.2.80", 80);
    return CompletableFuture.completedFuture(
        List.of(
            new Mapping(7, "tcp", inside, outside, remote, "ESTABLISHED", null, 1, 2, 3, 4, 42),
            new Mapping(8, "udp", inside, null, null, "2 peers", 30L, 5, 6, 0, 0, -1)));
  }

  @Override
  public CompletionStage<List<Lease>> leases() {
    return CompletableFuture.completedFuture(
        List.of(new Lease("10.0.2.15", "52:54:00:12:34:56", "tux", "bound", 86399)));
  }

  @Override
  public CompletionStage<Map<String, Long>> drops() {
    return CompletableFuture.completedFuture(Map.of("OVERSIZE", 3L, "BAD_CHECKSUM", 1L));
  }

  @Override
  public RedirectApi redirects() {
    return doors;
  }

  @Override
  public List<NetworkRow> networks() {
    return List.of(NETWORK);
  }

  @Override
  public synchronized @Nullable LabApi network(String name) {
    if (inside == null) {
      inside = new FakeLab();
    }
    return NETWORK.answersTo(name) ? inside : null;
  }

  @Override
  public @Nullable Consoles consoles() {
    return consoles;
  }

  @Override
  public @Nullable CompletionStage<List<String>> order(String name, Map<String, String> words) {
    return switch (name) {
      case "echo" -> CompletableFuture.completedFuture(List.of("done", words.toString()));
      case "refuse" ->
          CompletableFuture.failedFuture(
              new RefusedException(false, "it is shut", "nothing was done", "open it"));
      case "break" -> CompletableFuture.failedFuture(new IllegalStateException("a defect"));
      default -> null;
    };
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impairments() {
    return CompletableFuture.completedFuture(
        List.of(
            new ImpairedLinkRow("lab.net0", set, "", set.isEmpty() ? null : TALLY, null),
            new ImpairedLinkRow("lab.net1", "", "", null, null)));
  }

  @Override
  public CompletionStage<List<ImpairedLinkRow>> impair(String link, String words) {
    if (!link.equals("lab.net0")) {
      throw new RefusedException(
          false, "there is no link '" + link + "'", "nothing changed", "try lab.net0");
    }
    set = words;
    return impairments();
  }

  @Override
  public synchronized List<Event> eventsAfter(long id, int most) {
    return events.stream().filter(event -> event.id() > id).limit(most).toList();
  }
}
