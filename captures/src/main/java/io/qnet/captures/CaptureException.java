package io.qnet.captures;

import java.io.IOException;

/** A capture cannot be started; the message says why and what to do. */
public final class CaptureException extends IOException {
  private static final long serialVersionUID = 1;

  CaptureException(String message, IOException cause) {
    super(message, cause);
  }

  CaptureException(String message) {
    super(message);
  }
}
