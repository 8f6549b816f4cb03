package io.qnet.tap.journal;

import io.qnet.tap.host.Facts;
import io.qnet.tap.host.Forwarding;
import io.qnet.tap.host.Host;
import io.qnet.tap.host.HostException;
import io.qnet.tap.host.Plan;
import io.qnet.tap.host.Request;
import io.qnet.tap.host.Step;
import io.qnet.tap.host.Undo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Changes of the host that can be taken back: now, after a failure, after {@code kill -9}, after
 * the machine's restart.
 *
 * <p>One at a time: see {@link Turn}.
 */
public final class Transactions {
  private static final String COMMON = ".forwarding-";

  private final Path folder;
  private final Host host;
  private final Facts facts;
  private final Place here;
  private final Consumer<String> progress;
  private final Turn turn;

  /**
   * Those of one state folder.
   *
   * @param folder where the journals are; nobody else may write there
   * @param progress told what is done, line by line
   */
  public Transactions(Path folder, Host host, Place here, Consumer<String> progress) {
    this.folder = folder;
    this.host = host;
    this.facts = new Facts(host);
    this.here = here;
    this.progress = progress;
    this.turn = new Turn(folder.resolve(".lock"), progress);
  }

  /** What {@link #apply} would do: the plan, and before it the common one where that is needed. */
  public List<Plan> preview(Request request) throws HostException {
    return whole(request.plan(host));
  }

  /** With what is common to all that forward. */
  private List<Plan> whole(Plan plan) throws HostException {
    boolean off = plan.forwards() && Forwarding.isOff(host);
    if (!off && !(plan.forwards() && Forwarding.isGuarded(facts))) {
      return List.of(plan);
    }
    List<Step> steps = new ArrayList<>(plan.steps());
    steps.add(0, Forwarding.join(plan.forwardsFor()));
    Plan joining = plan.with(steps);
    return off ? List.of(Forwarding.turnOn(common(here), host), joining) : List.of(joining);
  }

  private static String common(Place place) {
    return COMMON + place.netns().replaceAll("[^0-9]", "");
  }

  /**
   * Makes a plan and carries it out; or takes back what was done of it, and throws.
   *
   * @return what was done
   * @throws HostException if a step was refused, or if something of that name is in force
   */
  public Plan apply(Request request) throws HostException {
    String name = request.name();
    return locked(
        () -> {
          requireFree(name);
          List<Plan> plans = whole(request.plan(host));
          Plan plan = plans.get(plans.size() - 1);
          try (Journal journal = Journal.create(folder, Header.of(here, plan))) {
            if (plans.size() > 1) {
              turnOn(plans.get(0));
            }
            carryOut(plan, journal);
            return plan;
          } catch (HostException failure) {
            throw takenBack(name, failure);
          }
        });
  }

  private void turnOn(Plan common) throws IOException, HostException {
    Optional<Recorded> left = find(common.name());
    if (left.isPresent()) { // somebody turned it off again behind our back
      undoLocked(left.get());
    }
    try (Journal journal = Journal.create(folder, Header.of(here, common))) {
      carryOut(common, journal);
    }
  }

  private void carryOut(Plan plan, Journal journal) throws IOException, HostException {
    for (int i = 0; i < plan.steps().size(); i++) {
      if (turn.isCancelled()) {
        throw HostException.interrupted();
      }
      Step step = plan.steps().get(i);
      journal.note(Entry.Event.BEGIN, i);
      progress.accept(step.sentence());
      step.command().on(host);
    }
    journal.note(Entry.Event.COMPLETE, Entry.ALL);
  }

  private HostException takenBack(String name, HostException failure) throws IOException {
    try {
      Optional<Recorded> begun = find(name);
      if (begun.isPresent()) {
        undoLocked(begun.get());
      }
      return failure.with("everything was taken back: this host is as it was before");
    } catch (HostException second) {
      failure.addSuppressed(second);
      return failure.with(
          "not everything could be taken back ("
              + second.what()
              + "): type qnet tap undo "
              + name
              + " when that is settled");
    }
  }

  private void requireFree(String name) throws IOException, HostException {
    Optional<Recorded> known = find(name);
    if (known.isEmpty()) {
      Files.deleteIfExists(Journal.file(folder, name)); // a torn one: nothing was done
      return;
    }
    if (isPast(known.get().place())) {
      undoLocked(known.get());
      return;
    }
    throw HostException.failed(
        "there is '" + name + "' already: " + known.get().plan().what(),
        known.get().inForce()
            ? "it is in force, and can be there once"
            : "it was interrupted, so nobody knows how much of it is in force",
        "type: qnet tap undo " + name + ", and then the same again");
  }

  /** Whether the kernel forgot what was done there. */
  private boolean isPast(Place place) throws HostException {
    return !place.boot().equals(here.boot())
        || (!place.netns().equals(here.netns()) && !host.isNamespace(place.netns()));
  }

  /**
   * Takes back what is called {@code name}.
   *
   * @return what was taken back
   * @throws HostException if there is nothing of that name here, or a step cannot be taken back;
   *     then it can be tried again
   */
  public Plan undo(String name) throws HostException {
    return locked(
        () -> {
          Optional<Recorded> known = find(name);
          if (known.isEmpty()) {
            throw HostException.failed(
                "there is no '" + name + "' to undo",
                "nothing was changed under that name, or it was undone",
                undoable());
          }
          undoLocked(known.get());
          return known.get().plan();
        });
  }

  private String undoable() throws HostException {
    List<String> names = list().stream().map(Recorded::name).toList();
    return names.isEmpty()
        ? "qnet tap list shows what there is"
        : "what can be undone: " + String.join(", ", names);
  }

  private void undoLocked(Recorded known) throws IOException, HostException {
    String name = known.name();
    if (!known.place().boot().equals(here.boot())) {
      progress.accept(name + ": the machine was restarted since, and nothing of it is left");
    } else if (!known.place().netns().equals(here.netns())) {
      requireGone(known);
      progress.accept(name + ": its network namespace is gone, and nothing of it is left");
    } else {
      takeBack(known);
      release(known);
    }
    Journal.delete(folder, name);
  }

  private void requireGone(Recorded known) throws HostException {
    String netns = known.place().netns();
    if (host.isNamespace(netns)) {
      throw HostException.failed(
          known.name() + " is in another network namespace, " + netns,
          "from here it can neither be seen nor undone",
          "type the same there: ip netns identify, nsenter -t PID -n qnet tap undo "
              + known.name());
    }
  }

  private void takeBack(Recorded known) throws IOException, HostException {
    HostException first = null;
    try (Journal journal = Journal.append(folder, known.name())) {
      journal.note(Entry.Event.UNDO, Entry.ALL);
      for (int i = known.begun() - 1; i >= 0; i--) {
        if (known.undone().contains(i)) {
          continue;
        }
        try {
          for (Undo undo : known.plan().steps().get(i).undo()) {
            takeBack(undo);
          }
          journal.note(Entry.Event.UNDONE, i);
        } catch (HostException failure) {
          first = first == null ? failure : first;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void takeBack(Undo undo) throws HostException {
    if (undo.isDue(facts, host)) {
      progress.accept(undo.command().shell());
      undo.command().on(host);
    }
  }

  /** Whoever is the last to forward turns it off. */
  private void release(Recorded known) throws IOException, HostException {
    if (!known.plan().forwards()) {
      return;
    }
    Set<String> unreadable = new TreeSet<>();
    List<Recorded> others = all(unreadable);
    if (!unreadable.isEmpty()) {
      progress.accept(
          "this host goes on forwarding: "
              + String.join(", ", unreadable)
              + " cannot be read, and may need it");
      return;
    }
    for (Recorded other : others) {
      if (other.plan().forwards()
          && other.place().equals(here)
          && !other.name().equals(known.name())) {
        return;
      }
    }
    Optional<Recorded> common = find(common(here));
    if (common.isPresent()) {
      undoLocked(common.get());
    }
  }

  /** What can be undone, by name; a journal that cannot be read is told, and left out. */
  public List<Recorded> list() throws HostException {
    try {
      Set<String> unreadable = new TreeSet<>();
      List<Recorded> all = all(unreadable);
      unreadable.forEach(
          name ->
              progress.accept(
                  folder.resolve(name) + " cannot be read: what it is about is not known"));
      return all.stream().filter(known -> !known.name().startsWith(COMMON)).toList();
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  /** Whether this was done here: since the machine's start, in this network namespace. */
  public boolean isHere(Recorded known) {
    return known.place().equals(here);
  }

  /** What is called {@code name}. */
  public Optional<Recorded> find(String name) throws HostException {
    if (name.contains("/")) {
      return Optional.empty();
    }
    Path file = Journal.file(folder, name);
    try {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Journal.read(file) : Optional.empty();
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  /**
   * All that can be read.
   *
   * @param unreadable gets the names of the other files
   */
  private List<Recorded> all(Set<String> unreadable) throws IOException {
    List<Recorded> all = new ArrayList<>();
    if (!Files.exists(folder)) {
      return all;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + Journal.SUFFIX)) {
      for (Path file : files) {
        try {
          Journal.read(file).ifPresent(all::add);
        } catch (IOException failure) {
          unreadable.add(String.valueOf(file.getFileName()));
        }
      }
    }
    all.sort(Comparator.comparing(Recorded::name));
    return all;
  }

  /** Makes {@link #apply} stop before its next step, and take back what it did; or wait no more. */
  public void cancel() {
    turn.cancel();
  }

  private Plan locked(Turn.Work<Plan> work) throws HostException {
    try {
      return turn.take(work);
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  private HostException unreadable(IOException failure) {
    return HostException.failed(
            "the journals in " + folder + ": " + failure.getMessage(),
            "without them nothing can be changed, because it could not be taken back",
            "look at the folder: ls -la " + folder)
        .because(failure);
  }
}
