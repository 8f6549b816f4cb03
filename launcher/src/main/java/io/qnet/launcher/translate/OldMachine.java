package io.qnet.launcher.translate;

import io.qnet.launcher.translate.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Boards, boot order and what was said with them. */
final class OldMachine {
  private static final Set<String> SWITCHES = Set.of("usb", "graphics", "smm", "vmport");

  private final Draft draft;
  private final Set<String> boards;

  /**
   * Translates boards.
   *
   * @param boards those of the QEMU installed here; empty if that is not known
   */
  OldMachine(Draft draft, Set<String> boards) {
    this.draft = draft;
    this.boards = boards;
  }

  void machine(String option, String value) {
    OptionText machine = OptionText.parse(value, SWITCHES);
    List<String> reasons = new ArrayList<>();
    if (option.equals("-M")) {
      reasons.add("-M is -machine");
    }
    if (machine.head().isEmpty() && machine.get("type").isPresent()) {
      String type = machine.take("type").orElse("");
      machine = OptionText.of(type).addAll(machine);
      reasons.add("type= need not be said");
    }
    Optional<String> newer = newer(machine.head());
    if (newer.isPresent()) {
      reasons.add("this QEMU has no board " + machine.head() + " any more");
      machine = OptionText.of(newer.get()).addAll(machine.withoutHead());
    }
    List<String> words = new ArrayList<>();
    Optional<String> accelerators = machine.take("accel");
    machine
        .take("kernel_irqchip")
        .ifPresent(how -> words.addAll(List.of("-machine", "kernel-irqchip=" + how)));
    if (!machine.isEmpty()) {
      words.addAll(0, List.of("-machine", machine.toString()));
    }
    if (accelerators.isPresent()) {
      reasons.add("accel= is -accel");
      for (String accelerator : accelerators.get().split(":", -1)) {
        words.addAll(List.of("-accel", accelerator));
      }
    }
    draft.add(
        List.of(option, value),
        words,
        words.equals(List.of(option, value)) ? Kind.KEPT : Kind.CHANGED,
        reasons.isEmpty() ? "the board" : String.join("; ", reasons));
  }

  /** pc-0.12 and pc-i440fx-1.4 are pc now, pc-q35-1.4 is q35, unless this QEMU still has them. */
  private Optional<String> newer(String board) {
    if (boards.isEmpty() || boards.contains(board)) {
      return Optional.empty();
    }
    if (board.startsWith("pc-q35-")) {
      return Optional.of("q35");
    }
    return board.startsWith("pc-") || board.equals("isapc") ? Optional.of("pc") : Optional.empty();
  }

  void boot(String value) {
    OptionText boot = OptionText.parse(value, Set.of("menu", "strict"));
    boolean plain = boot.head().matches("[a-dn]+");
    if (plain) {
      boot = OptionText.empty().add("order", boot.head()).addAll(boot.withoutHead());
    }
    String modern = boot.toString();
    draft.add(
        List.of("-boot", value),
        List.of("-boot", modern),
        modern.equals(value) ? Kind.KEPT : Kind.CHANGED,
        plain ? "the letters are the order" : "what boots first");
  }
}
