package io.qnet.vde;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ports by their numbers, and who gets which. */
final class PortTable {
  private final List<SwitchPort> all = new ArrayList<>();
  private @Nullable SwitchPort[] byNumber = new @Nullable SwitchPort[8];
  private int most;

  /** Whether ports that are made are guarded from the beginning. */
  boolean snooping;

  PortTable(int most) {
    this.most = most;
  }

  /** The ports there are, in the order of their numbers; not a copy. */
  List<SwitchPort> all() {
    return all;
  }

  int most() {
    return most;
  }

  /**
   * Changes the highest number.
   *
   * @return false if there is a port beyond it
   */
  boolean setMost(int newMost) {
    if (!all.isEmpty() && all.get(all.size() - 1).number > newMost) {
      return false;
    }
    most = newMost;
    return true;
  }

  @Nullable SwitchPort find(int number) {
    return number >= 0 && number < byNumber.length ? byNumber[number] : null;
  }

  /** The port of that number, made if there is none; null beyond the highest. */
  @Nullable SwitchPort get(int number) {
    SwitchPort known = find(number);
    if (known != null || number < 0 || number > most) {
      return known;
    }
    if (number >= byNumber.length) {
      byNumber = java.util.Arrays.copyOf(byNumber, Math.max(number + 1, 2 * byNumber.length));
    }
    SwitchPort made = new SwitchPort(number);
    made.guarded = snooping;
    byNumber[number] = made;
    int place = 0;
    while (place < all.size() && all.get(place).number < number) {
      place++;
    }
    all.add(place, made);
    return made;
  }

  void remove(SwitchPort port) {
    byNumber[port.number] = null;
    all.remove(port);
  }

  /**
   * The port for who asks for {@code wish}.
   *
   * @param group by whose socket he came; null for none
   * @return null if that one, or any, is not to be had
   */
  @Nullable SwitchPort admit(int wish, Owner owner, @Nullable PortGroup group) {
    if (wish == VirtualSwitch.ANY_PORT) {
      for (int number = 1; number <= most; number++) {
        SwitchPort port = find(number);
        if (port == null || isFreeFor(port, owner, group)) {
          return get(number);
        }
      }
      return null;
    }
    SwitchPort port = get(wish);
    if (port == null || port.plugs.size() >= VirtualSwitch.MOST_PLUGS || !port.suits(group)) {
      return null;
    }
    boolean shared = port.plugs.stream().allMatch(plug -> plug.owner().user() == owner.user());
    return shared && port.admission.admits(owner) ? port : null;
  }

  private static boolean isFreeFor(SwitchPort port, Owner owner, @Nullable PortGroup group) {
    return port.plugs.isEmpty()
        && port.allocatable
        && port.admission.admits(owner)
        && port.suits(group);
  }
}
