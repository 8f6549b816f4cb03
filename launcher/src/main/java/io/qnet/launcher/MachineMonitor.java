package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qnet.launcher.api.ApiClient;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.monitor.GatewayMonitor;
import io.qnet.launcher.qmp.QmpException;
import io.qnet.launcher.qmp.QmpMonitor;
import io.qnet.launcher.run.RunRoot;
import io.qnet.launcher.run.Running;
import io.qnet.launcher.vm.VmSockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The monitor of a machine: QEMU's, but for what concerns the gateways behind its cards, which QEMU
 * does not know. Each is reached when it is first needed.
 */
final class MachineMonitor implements AutoCloseable {
  private static final int PATIENCE_MINUTES = 10;

  private final RunRoot root;
  private final Running machine;
  private final Consumer<String> notes;
  private @Nullable GatewayMonitor gateways;
  private @Nullable QmpMonitor qemu;

  MachineMonitor(RunRoot root, Running machine, Consumer<String> notes) {
    this.root = root;
    this.machine = machine;
    this.notes = notes;
  }

  /** What a line is answered, by whom it concerns. */
  String answer(String line) throws IOException, InterruptedException {
    if (!GatewayMonitor.isAboutGateways(line) || !gateways().has(line)) {
      return ofQemu(line);
    }
    String ours = gateways().answer(line);
    return switch (line.strip().replaceAll("\\s+", " ")) {
      case "info network" -> ifItAnswers(line) + ours;
      case "info usernet" -> ours + ifItAnswers(line);
      default -> ours;
    };
  }

  /** QEMU may be talking to somebody else. */
  private String ifItAnswers(String line) throws IOException, InterruptedException {
    try {
      return ofQemu(line);
    } catch (Failure silent) {
      return "";
    }
  }

  private GatewayMonitor gateways() throws IOException, InterruptedException {
    if (gateways == null) {
      gateways = new GatewayMonitor(ApiClient.of(root.path(), machine), notes);
    }
    return gateways;
  }

  private QmpMonitor qemu() throws IOException, InterruptedException {
    if (qemu == null) {
      try {
        qemu = QmpMonitor.connect(new VmSockets(root.directory(machine.name())).monitor());
      } catch (QmpException silence) {
        throw VmVerbs.silent(machine, silence);
      }
    }
    return qemu;
  }

  private String ofQemu(String line) throws IOException, InterruptedException {
    QmpMonitor monitor = qemu();
    try {
      return line.startsWith("{") ? qmp(monitor, line) : monitor.human(line);
    } catch (JsonProcessingException noJson) {
      throw Failure.usage(
              "this is no JSON: " + noJson.getOriginalMessage(),
              "QEMU was not asked",
              "write it as {\"execute\": \"query-status\"}")
          .because(noJson);
    } catch (QmpException refused) {
      throw Failure.failed(
              "QEMU refuses: " + refused.getMessage(),
              "these are its own words; nothing was changed",
              "see what there is: qnet monitor help")
          .because(refused);
    }
  }

  private static String qmp(QmpMonitor monitor, String line)
      throws IOException, InterruptedException {
    JsonNode message = new ObjectMapper().readTree(line);
    if (!(message instanceof ObjectNode command)) {
      throw Failure.usage("QMP is an object", "QEMU was not asked", "begin with a brace");
    }
    try {
      JsonNode answer = monitor.client().send(command).get(PATIENCE_MINUTES, TimeUnit.MINUTES);
      return answer.toPrettyString() + "\n";
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer", e);
    }
  }

  /** Words that could follow {@code before}: QEMU's own, as its help lists them, and ours. */
  List<String> completions(List<String> before) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(gateways().completions(before));
    if (before.isEmpty() || before.equals(List.of("help"))) {
      words.addAll(listed(ofQemu("help"), 0));
    } else if (before.equals(List.of("info"))) {
      words.addAll(listed(ofQemu("help info"), 1));
    }
    return words.stream().distinct().toList();
  }

  /** The word number {@code index} of each line of {@code help}, without its short form. */
  private static List<String> listed(String help, int index) {
    return help.lines()
        .map(line -> line.split("[ |]", index + 2))
        .filter(words -> words.length > index && words[index].matches("[a-z][a-z0-9_-]*"))
        .map(words -> words[index])
        .toList();
  }

  @Override
  public void close() {
    if (qemu != null) {
      qemu.close();
    }
  }
}
