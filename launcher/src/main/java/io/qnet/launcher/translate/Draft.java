package io.qnet.launcher.translate;

import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.Step.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A translation in the making: the steps so far, and what is put together at the end. */
final class Draft {
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final boolean x86;
  private final QemuVersion version;
  private final Map<String, String> variables;
  final OldNetwork network;
  private @Nullable String displayType;
  private final OptionText displayOptions = OptionText.empty();
  private int displayStep = -1;
  private boolean usb;

  Draft(boolean x86, QemuVersion version, Map<String, String> variables) {
    this.x86 = x86;
    this.version = version;
    this.variables = variables;
    this.network = new OldNetwork(this);
  }

  /** Whether the board is a PC, into which cards can be plugged. */
  boolean x86() {
    return x86;
  }

  QemuVersion version() {
    return version;
  }

  /** What was set in front of the command: {@code QEMU_AUDIO_DRV=alsa}. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** Adds a step and returns its place, to be filled later. */
  int add(Step step) {
    steps.add(step);
    return steps.size() - 1;
  }

  int add(List<String> old, List<String> modern, Kind kind, String why) {
    return add(new Step(old, modern, kind, why));
  }

  /** Gives the step at {@code place} its modern words. */
  void fill(int place, List<String> modern, String why) {
    Step step = steps.get(place);
    Kind kind = modern.isEmpty() ? step.kind() : Kind.CHANGED;
    steps.set(place, new Step(step.old(), modern, kind, why));
  }

  /** A new name: hd0, hd1 ... */
  String id(String prefix) {
    int number = ids.merge(prefix, 1, Integer::sum) - 1;
    return prefix + number;
  }

  /** Words of the display, which come from several old options. */
  void display(List<String> old, @Nullable String type, String key, String value, String why) {
    int place = add(old, List.of(), Kind.CHANGED, why);
    if (displayStep < 0) {
      displayStep = place;
    }
    if (type != null) {
      displayType = type;
    }
    if (!key.isEmpty()) {
      displayOptions.set(key, value);
    }
  }

  /** Whether there is a USB controller by now. */
  boolean usb() {
    return usb;
  }

  void haveUsb() {
    usb = true;
  }

  /** Puts together what several arguments said. */
  List<Step> finish() {
    if (displayStep >= 0) {
      String type = displayType == null ? "sdl" : displayType;
      fill(
          displayStep,
          List.of("-display", OptionText.of(type).addAll(displayOptions).toString()),
          steps.get(displayStep).why());
    }
    network.finish();
    return List.copyOf(steps);
  }
}
