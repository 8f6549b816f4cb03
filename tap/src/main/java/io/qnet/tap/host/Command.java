package io.qnet.tap.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One change of the host, in the words that a shell would take. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.Run.class, name = "run"),
  @JsonSubTypes.Type(value = Command.Write.class, name = "write"),
  @JsonSubTypes.Type(value = Command.Serve.class, name = "serve"),
  @JsonSubTypes.Type(value = Command.EndService.class, name = "end-service")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Command {
  /**
   * Makes the change.
   *
   * @throws HostException if it was refused
   */
  void on(Host host) throws HostException;

  /** A line, or several, for {@code sh}. */
  String shell();

  /** The program {@code words}, without input. */
  static Command run(String... words) {
    return new Run(List.of(words), null);
  }

  /**
   * Runs a program.
   *
   * @param words the program and its arguments; no shell sees them
   * @param input what it reads; null for nothing
   */
  record Run(List<String> words, @Nullable String input) implements Command {
    /** Keeps a copy of its own. */
    public Run {
      words = List.copyOf(words);
    }

    @Override
    public void on(Host host) throws HostException {
      host.require(words, input);
    }

    @Override
    public String shell() {
      String line = words.stream().map(Command::word).collect(Collectors.joining(" "));
      return input == null ? line : line + " <<'END'\n" + input + "END";
    }
  }

  /** Writes {@code value} to a file of /proc. */
  record Write(String path, String value) implements Command {
    @Override
    public void on(Host host) throws HostException {
      host.write(path, value);
    }

    @Override
    public String shell() {
      return "echo " + word(value) + " >" + word(path);
    }
  }

  /**
   * Starts the services of a network in the background; they are ready afterwards.
   *
   * @param name the network's
   * @param device the TAP device through which they are plugged in
   * @param options what they serve, as {@code qnet user} has it
   */
  record Serve(String name, String device, String options) implements Command {
    @Override
    public void on(Host host) throws HostException {
      host.serve(this);
    }

    @Override
    public String shell() {
      return "qnet user --detach --name " + word(name) + " --port tap:" + device + " " + options;
    }
  }

  /** Ends what {@link Serve} started, and waits for it. */
  record EndService(String name) implements Command {
    @Override
    public void on(Host host) throws HostException {
      host.endService(name);
    }

    @Override
    public String shell() {
      return "# end the background qnet called " + name;
    }
  }

  private static String word(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
