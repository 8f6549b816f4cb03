package io.qnet.launcher.lab;

import io.qnet.launcher.vm.VmForms;
import io.qnet.launcher.vm.VmRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of one machine that are right each, and wrong together. */
final class Together {
  private Together() {}

  static void check(Map<LabKey, List<String>> settings) {
    VmForms.requireCards(
        settings.getOrDefault(LabKey.NET, List.of()), settings.getOrDefault(LabKey.NIC, List.of()));
    VmForms.requireScreen(
        new VmRequest.Screen(
            one(settings, LabKey.KEYBOARD),
            one(settings, LabKey.VGA),
            one(settings, LabKey.DISPLAY),
            settings.containsKey(LabKey.TEXT),
            settings.containsKey(LabKey.WEB_DISPLAY)));
  }

  private static @Nullable String one(Map<LabKey, List<String>> settings, LabKey key) {
    List<String> values = settings.getOrDefault(key, List.of());
    return values.isEmpty() ? null : values.get(0);
  }
}
