package io.qnet.vde.console;

/** What can be told of as it happens. */
enum Category {
  HASH_NEW("hash/+", 011, "a station moved"),
  HASH_GONE("hash/-", 012, "the table is full"),
  FSTP_STATUS("fstp/status", 044, "a port changed its state"),
  FSTP_ROOT("fstp/root", 045, "another root"),
  FSTP_UP("fstp/+", 041, "a port came"),
  FSTP_DOWN("fstp/-", 042, "a port went"),
  PORT_NEW("port/+", 021, "a port came"),
  PORT_GONE("port/-", 022, "a port went"),
  PORT_DESCRIPTION("port/descr", 023, "a client described itself"),
  ENDPOINT_NEW("port/ep/+", 031, "a cable works"),
  ENDPOINT_GONE("port/ep/-", 032, "a cable works no more");

  private final String path;
  private final int tag;
  private final String help;

  Category(String path, int tag, String help) {
    this.path = path;
    this.tag = tag;
    this.help = help;
  }

  String path() {
    return path;
  }

  String row(boolean on) {
    return String.format(
        java.util.Locale.ROOT, "%-22s %03o %-6s %s", path, tag, on ? "ON" : "OFF", help);
  }

  /** A line for who listens. */
  String line(String text) {
    return String.format(java.util.Locale.ROOT, "3%03o %s %s", tag, path, text);
  }
}
