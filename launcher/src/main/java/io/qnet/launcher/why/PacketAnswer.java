package io.qnet.launcher.why;

import io.qnet.captures.CapturedPacket;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.port.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a capture says of one of its packets. */
final class PacketAnswer {
  private PacketAnswer() {}

  static List<String> of(Path file, int number) {
    String decode =
        "tshark -V -r " + ShellWord.quote(file.toString()) + " -Y frame.number==" + number;
    CapturedPacket packet;
    try {
      packet = CapturedPacket.of(file, number);
    } catch (IOException unreadable) {
      throw Failure.failed(
              file + " cannot be read: " + unreadable.getMessage(),
              "what it says of packet " + number + " is not known",
              "name a capture of qnet's: qnet user --capture FILE makes one")
          .because(unreadable);
    }
    if (packet == null) {
      throw Failure.failed(
          file + " has no packet " + number,
          "there is nothing to say of it",
          "see which there are: tshark -r " + ShellWord.quote(file.toString()));
    }
    String way =
        packet.fromMachine() == null
            ? ""
            : packet.fromMachine() ? ", from the machine to qnet" : ", from qnet to the machine";
    return List.of(
        "packet %d: %d octets on %s%s, at %s."
            .formatted(number, packet.length(), packet.link(), way, packet.time()),
        packet.comment().isEmpty()
            ? "Nothing was said of it: it was handed on, and nothing was wrong with it."
            : "It was " + packet.comment() + ".",
        "What is in it: " + decode);
  }
}
