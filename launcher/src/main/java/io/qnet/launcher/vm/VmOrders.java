package io.qnet.launcher.vm;

import io.qnet.launcher.cli.Failure;
import io.qnet.web.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What other verbs have a machine's launcher do: {@code network} moves a cable, {@code link} pulls
 * or plugs it, {@code unplug} ends the machine at once. They do not need QEMU's monitor, which
 * somebody else may be talking to.
 */
final class VmOrders {
  private final VmCables cables;
  private final Runnable unplug;

  /**
   * Orders for one machine.
   *
   * @param unplug has it end at once; does not wait for that
   */
  VmOrders(VmCables cables, Runnable unplug) {
    this.cables = cables;
    this.unplug = unplug;
  }

  /** The cables. */
  VmCables cables() {
    return cables;
  }

  /** Takes {@code order}; null if there is no such one. */
  @Nullable CompletionStage<List<String>> take(String order, Map<String, String> words) {
    return switch (order) {
      case "network" ->
          later(
              () ->
                  cables.move(
                      card(words),
                      NetMode.parse(words.getOrDefault("mode", ""), VmFailure.UNCHANGED)));
      case "link" ->
          later(() -> cables.link(card(words), words.getOrDefault("state", "").equals("up")));
      case "unplug" -> {
        unplug.run();
        yield CompletableFuture.completedFuture(List.of());
      }
      default -> null;
    };
  }

  /** What waits for QEMU. */
  @FunctionalInterface
  private interface Work {
    List<String> run() throws IOException, InterruptedException;
  }

  private static CompletionStage<List<String>> later(Work work) {
    return CompletableFuture.supplyAsync(() -> told(work), VmOrders::onThread);
  }

  /** A move waits for QEMU; seldom enough for a thread of its own. */
  private static void onThread(Runnable work) {
    Thread thread = new Thread(work, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private static List<String> told(Work work) {
    try {
      return work.run();
    } catch (Failure refused) {
      throw new RefusedException(
          false, String.valueOf(refused.getMessage()), refused.meaning(), refused.remedy());
    } catch (IOException gone) {
      throw new RefusedException(
          false,
          "QEMU does not do it: " + gone.getMessage(),
          "the cable may hang loose",
          "look: qnet monitor 'info network'");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new RefusedException(false, "stopped", "the machine is ending", "start it again");
    }
  }

  private static int card(Map<String, String> words) {
    try {
      return Integer.parseInt(words.getOrDefault("card", "0"));
    } catch (NumberFormatException noNumber) {
      throw Failure.usage("a card has a number, from 0", VmFailure.UNCHANGED, "write --card 0");
    }
  }
}
