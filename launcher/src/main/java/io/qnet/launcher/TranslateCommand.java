package io.qnet.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.qnet.launcher.cli.Failure;
import io.qnet.launcher.cli.ListForm;
import io.qnet.launcher.cli.Terminal;
import io.qnet.launcher.lab.Lab;
import io.qnet.launcher.lab.LabMachine;
import io.qnet.launcher.lab.LabWriter;
import io.qnet.launcher.qemu.MissingProgramException;
import io.qnet.launcher.qemu.Qemu;
import io.qnet.launcher.qemu.QemuVersion;
import io.qnet.launcher.translate.Rehearsal;
import io.qnet.launcher.translate.Rehearsal.Outcome;
import io.qnet.launcher.translate.Step;
import io.qnet.launcher.translate.Translation;
import io.qnet.launcher.translate.Translator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qnet translate}: an old QEMU line in today's words. */
@Command(
    name = "translate",
    header = "an old QEMU line in today's words",
    customSynopsis = "qnet translate [-o table|json|lab] 'OLD QEMU LINE'",
    description = {
      "Translates a QEMU command line of 2007 or later: -net nic -net user, vlan=, -redir, -hda,"
          + " -soundhw, -usbdevice, -enable-kvm and about a hundred more. The modern line comes"
          + " first, then the same for qnet run and as a lab file, then what became of each argument and why. An option"
          + " that nobody knows is kept, and said.",
      "",
      "The QEMU that is installed is started with the new words, stopped and without your disks,"
          + " devices and ports, and quits at once: so that it knows them is seen, not assumed."
          + " In single quotes the line's own quotes, backslashes and continued lines are read as"
          + " a shell reads them.",
      "",
      "-o lab prints the lab file alone (see qnet validate), and QEMU's verdict on stderr.",
      "",
      "JSON: an object with program, line, words, run, lab, steps (old, modern, kind: kept, changed,"
          + " dropped or unknown; why), checked (null if no such QEMU is installed, else true or"
          + " false) and message (QEMU's own)."
    },
    footer = {
      "  qnet translate 'qemu -hda disk.img -net nic -net user -redir tcp:10022::22'",
      "  qnet translate -o lab 'qemu -hda disk.img -cdrom cd.iso -boot d' > lab.yaml",
      "  qnet translate -o json 'kvm -m 512 -hda a.qcow2 -soundhw ac97 -usbdevice tablet'",
      "",
      "Files:",
      "  none; nothing is started but QEMU for a second"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options, and asks for them to be fields.
final class TranslateCommand implements Callable<Integer> {
  /** What is translated for where no QEMU is installed: Debian 12's. */
  private static final QemuVersion USUAL = new QemuVersion(7, 2, 0);

  private static final Set<String> OUTPUT = Set.of("-o", "--output");

  private static final String LAB = "lab";

  private final Terminal terminal;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|lab",
      description = "The form of the answer; table is the default.")
  private String output = "table";

  @Parameters(arity = "1..*", paramLabel = "LINE", description = "The line, in single quotes.")
  private List<String> line = List.of();

  TranslateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * {@code given} with the QEMU line as one word, also where somebody left the quotes out: picocli
   * would take QEMU's options for ours.
   */
  static String[] lineLast(String... given) {
    if (given.length < 2 || !given[0].equals("translate")) {
      return given;
    }
    int start = 1;
    while (start < given.length && OUTPUT.contains(given[start])) {
      start += 2;
    }
    if (start >= given.length
        || given[start].matches("-h|--help|-V|--version|--(output|verbose).*")) {
      return given;
    }
    List<String> words = new ArrayList<>(Arrays.asList(given).subList(0, start));
    String line =
        start == given.length - 1
            ? given[start]
            : Translation.quoted(Arrays.asList(given).subList(start, given.length));
    words.add(line.startsWith("-") ? "qemu-system-x86_64 " + line : line);
    return words.toArray(new String[0]);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean lab = output.equals(LAB);
    boolean json = !lab && ListForm.isJson(output);
    String text = String.join(" ", line);
    String program = Translator.translate(text, USUAL, Set.of()).program();
    Qemu qemu = installed(program);
    Translation translation =
        qemu == null
            ? Translator.translate(text, USUAL, Set.of())
            : Translator.translate(text, qemu.version(), Rehearsal.boards(qemu));
    Outcome outcome = qemu == null ? null : new Rehearsal(qemu).of(translation.words());
    if (lab) {
      terminal.out().print(lab(translation));
      terminal.err().println("# " + checked(translation, outcome, qemu));
    } else if (json) {
      json(translation, outcome);
    } else {
      table(translation, outcome, qemu);
    }
    return outcome == null || outcome.accepted() ? 0 : Failure.FAILED;
  }

  private @Nullable Qemu installed(String program) throws IOException, InterruptedException {
    try {
      return Qemu.find(program, terminal.variables());
    } catch (MissingProgramException none) {
      return null;
    }
  }

  private void table(Translation translation, @Nullable Outcome outcome, @Nullable Qemu qemu) {
    terminal.out().println(translation.line());
    terminal.out().println();
    terminal.out().println("as a verb  " + translation.runLine());
    terminal.out().println();
    terminal.out().println("as a lab file");
    lab(translation).lines().forEach(row -> terminal.out().println("  " + row));
    terminal.out().println();
    for (Step step : translation.steps()) {
      String old = step.old().isEmpty() ? "(by itself)" : String.join(" ", step.old());
      terminal.out().printf("%-8s %s%n", step.kind().word(), old);
      if (step.kind() != Step.Kind.KEPT && !step.modern().isEmpty()) {
        terminal.out().println("         -> " + String.join(" ", step.modern()));
      }
      terminal.out().println("         " + step.why());
    }
    terminal.out().println();
    terminal.out().println(checked(translation, outcome, qemu));
  }

  /** The machine as a lab file: its words for {@code qnet run}, without these two. */
  private static String lab(Translation translation) {
    List<String> words = translation.runWords();
    LabMachine machine = LabMachine.of("vm1", words.subList(2, words.size()));
    return LabWriter.write(new Lab(List.of(machine)));
  }

  private static String checked(
      Translation translation, @Nullable Outcome outcome, @Nullable Qemu qemu) {
    if (outcome == null || qemu == null) {
      return "not checked: " + translation.program() + " is not installed";
    }
    String message = outcome.message().isEmpty() ? "" : ": " + outcome.message();
    return "QEMU "
        + qemu.version()
        + (outcome.accepted() ? " accepts it" : " does not accept it")
        + message;
  }

  private void json(Translation translation, @Nullable Outcome outcome) throws IOException {
    StringWriter document = new StringWriter();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(document).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeStringField("program", translation.program());
      json.writeStringField("line", translation.line());
      words(json, "words", translation.words());
      json.writeStringField("run", translation.runLine());
      json.writeStringField("lab", lab(translation));
      json.writeArrayFieldStart("steps");
      for (Step step : translation.steps()) {
        json.writeStartObject();
        words(json, "old", step.old());
        words(json, "modern", step.modern());
        json.writeStringField("kind", step.kind().word());
        json.writeStringField("why", step.why());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (outcome == null) {
        json.writeNullField("checked");
      } else {
        json.writeBooleanField("checked", outcome.accepted());
      }
      json.writeStringField("message", outcome == null ? "" : outcome.message());
      json.writeEndObject();
    }
    terminal.out().println(document);
  }

  private static void words(JsonGenerator json, String name, List<String> words)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }
}
