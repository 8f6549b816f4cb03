package io.qnet.wire;

/** Where frames go. */
@FunctionalInterface
public interface FrameSink {
  /** Takes one frame and owns it: releases it, or hands it to exactly one other sink. */
  void accept(Frame frame);
}
