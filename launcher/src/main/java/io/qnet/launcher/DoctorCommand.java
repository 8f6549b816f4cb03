package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.doctor.Diagnosis;
import io.qnet.launcher.doctor.Doctor;
import io.qnet.launcher.doctor.Finding;
import io.qnet.launcher.doctor.Symptoms;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code qnet doctor}: what this host can do, and what messages mean. */
@Command(
    name = "doctor",
    header = "what this host can do, or what a message means",
    customSynopsis = {
      "qnet doctor [-o table|json]",
      "  qnet doctor --text 'MESSAGE' [-o table|json]"
    },
    description = {
      "Tries what labs need and changes nothing: QEMU and qemu-img, what QEMU was built with, KVM"
          + " (a kernel of 190 octets has to print a line), /dev/net/tun, the bridge helper and its"
          + " list, VDE, ping sockets, dumpcap, the ports that examples use, Netty's native library."
          + " Each line is ok, part (there is another way, named) or no, with what was seen and the"
          + " command that mends it.",
      "",
      "With --text, finds a line of QEMU, qemu-img, the bridge helper or vde_switch among those that"
          + " are known: cause, what is so on this host, and fix.",
      "",
      "JSON: an object with ok and findings (id, state, evidence, meaning, remedy), or with message,"
          + " cause, evidence and fix.",
      "",
      "Exit code 1 if a line says no, or if the message is not known."
    },
    footer = {
      "  qnet doctor",
      "  qnet doctor -o json",
      "  qnet doctor --text \"Could not set up host forwarding rule 'tcp::2222-:22'\"",
      "",
      "Files:",
      "  ~/.cache/qnet/kvm-proof          what the proof of KVM showed since the last boot",
      "  /etc/qemu/bridge.conf            the bridge helper's list"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options, and asks for them to be fields.
final class DoctorCommand implements Callable<Integer> {
  private static final String MORE = " ".repeat(21);

  private final Terminal terminal;

  @Option(
      names = "--text",
      paramLabel = "MESSAGE",
      description = "A message to explain, or several lines with one.")
  private @Nullable String text;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json",
      description = "The form of the answer; table is the default.")
  private String output = "table";

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean json = ListForm.isJson(output);
    return text == null ? examine(json) : explain(text, json);
  }

  private int examine(boolean json) throws IOException, InterruptedException {
    List<Finding> findings = Doctor.ofThisMachine(terminal.variables()).examine();
    boolean ok = findings.stream().noneMatch(finding -> finding.state() == Finding.State.FAILS);
    if (json) {
      json(findings, ok);
    } else {
      findings.forEach(this::line);
    }
    return ok ? 0 : Failure.FAILED;
  }

  private void line(Finding finding) {
    terminal
        .out()
        .printf("%-5s %-14s %s%n", finding.state().word(), finding.id(), finding.evidence());
    if (!finding.meaning().isEmpty()) {
      terminal.out().println(MORE + finding.meaning());
    }
    if (!finding.remedy().isEmpty()) {
      terminal.out().println(MORE + "to mend it: " + finding.remedy());
    }
  }

  private int explain(String message, boolean json) throws IOException, InterruptedException {
    Diagnosis known =
        Symptoms.ofThisMachine(terminal.variables())
            .diagnose(message)
            .orElseThrow(
                () ->
                    Failure.failed(
                        "no line of this text is known",
                        "qnet cannot say what it means",
                        "try the program's last line alone, or qnet doctor for this host"));
    if (json) {
      json(known);
    } else {
      terminal.out().println("message   " + known.message());
      terminal.out().println("cause     " + known.cause());
      terminal.out().println("here      " + known.evidence());
      terminal.out().println("fix       " + known.fix());
    }
    return 0;
  }

  private void json(List<Finding> findings, boolean ok) throws IOException {
    StringWriter document = new StringWriter();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(document).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeBooleanField("ok", ok);
      json.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("id", finding.id());
        json.writeStringField("state", finding.state().word());
        json.writeStringField("evidence", finding.evidence());
        json.writeStringField("meaning", finding.meaning());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    terminal.out().println(document);
  }

  private void json(Diagnosis known) throws IOException {
    StringWriter document = new StringWriter();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(document).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("message", known.message());
      json.writeStringField("cause", known.cause());
      json.writeStringField("evidence", known.evidence());
      json.writeStringField("fix", known.fix());
      json.writeEndObject();
    }
    terminal.out().println(document);
  }
}
