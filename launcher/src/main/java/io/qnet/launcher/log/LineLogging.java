package io.qnet.launcher.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** SLF4J's way to {@link LineLogger}; markers and contexts are not shown. */
public final class LineLogging implements SLF4JServiceProvider, ILoggerFactory {
  private static volatile boolean verbose;

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();

  /** Decides whether more than warnings is shown; takes effect at once. */
  public static void setVerbose(boolean wanted) {
    verbose = wanted;
  }

  /** The least severe level that is shown. Netty says much at DEBUG that helps nobody. */
  static Level threshold(String name) {
    if (!verbose) {
      return Level.WARN;
    }
    return name.startsWith("io.netty.") ? Level.INFO : Level.DEBUG;
  }

  static boolean isVerbose() {
    return verbose;
  }

  @Override
  public Logger getLogger(String name) {
    return loggers.computeIfAbsent(name, LineLogger::new);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}
}
