package io.qnet.launcher.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A network card and what it is plugged into.
 *
 * @param netdev QEMU's words after {@code -netdev}: "user,restrict=on", with or without an id
 * @param card QEMU's name of the card, with properties if need be: "virtio-net-pci,mq=on"
 * @param mac its address, or null for QEMU's own (52:54:00:12:34:56 and up: the same in every
 *     machine)
 */
public record Nic(String netdev, String card, @Nullable String mac) {
  /** The default of this launcher and of QEMU's {@code pc}. */
  public static final String E1000 = "e1000";

  /** The paravirtual card on PCI. */
  public static final String VIRTIO = "virtio-net-pci";

  /** The paravirtual card of {@link Machine#MICROVM}. */
  public static final String VIRTIO_MMIO = "virtio-net-device";

  private static final Pattern ID = Pattern.compile(",id=([^,]+)");

  /** An e1000 on {@code netdev}, with QEMU's address. */
  public static Nic of(String netdev) {
    return new Nic(netdev, E1000, null);
  }

  /** The given {@code card} on {@code netdev}, with QEMU's address. */
  public static Nic of(String netdev, String card) {
    return new Nic(netdev, card, null);
  }

  /**
   * The arguments for this card as number {@code index} of its machine.
   *
   * @param bootRom whether the card brings its boot ROM; without, a machine that is given its
   *     kernel starts sooner
   */
  List<String> words(int index, boolean bootRom) {
    String backend = netdev.startsWith("-netdev ") ? netdev.substring(8).strip() : netdev;
    Matcher matcher = ID.matcher(backend);
    String id = "net" + index;
    if (matcher.find()) {
      id = matcher.group(1);
    } else {
      int comma = backend.indexOf(',');
      int end = comma < 0 ? backend.length() : comma;
      backend = backend.substring(0, end) + ",id=" + id + backend.substring(end);
    }
    List<String> words = new ArrayList<>(List.of("-netdev", backend, "-device"));
    words.add(
        card
            + ",netdev="
            + id
            + (mac == null ? "" : ",mac=" + mac)
            + (bootRom || !onPci() ? "" : ",romfile="));
    return words;
  }

  private boolean onPci() {
    return !card.startsWith(VIRTIO_MMIO) && !card.startsWith("usb-") && !card.endsWith("_isa");
  }
}
