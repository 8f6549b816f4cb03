package io.qnet.slirp.tcp;

import io.netty.buffer.ByteBuf;
import io.qnet.wire.OctetQueue;

/**
 * The send sequence space (RFC 9293, 3.3.1 and figure 3) over the queue of octets that were not
 * acknowledged yet. The SYN has the number ISS, the first octet ISS + 1, and the FIN follows the
 * last octet.
 *
 * <p>SND.NXT is the highest number sent; what is sent again does not move it.
 */
final class SendSequence {
  final OctetQueue queue = new OctetQueue();
  private final int iss;
  private int sndUna;
  private int sndNxt;
  private boolean synSent;
  private boolean finQueued;
  private boolean finSent;

  SendSequence(int iss) {
    this.iss = iss;
    this.sndUna = iss;
    this.sndNxt = iss;
  }

  int initial() {
    return iss;
  }

  /** SND.UNA: the oldest number not acknowledged. */
  int una() {
    return sndUna;
  }

  /** SND.NXT: the next number to send. */
  int nxt() {
    return sndNxt;
  }

  boolean synSent() {
    return synSent;
  }

  /** Numbers sent and not acknowledged. */
  int outstanding() {
    return sndNxt - sndUna;
  }

  /** Octets sent, ever; each counted once. */
  long sentOctets() {
    return queue.end() - (synSent ? unsent() : queue.size());
  }

  /** Octets that were never sent. */
  int unsent() {
    return finSent ? 0 : dataEnd() - sndNxt;
  }

  /** Whether octets, or the FIN, were never sent. */
  boolean hasUnsent() {
    return unsent() > 0 || finDue();
  }

  /** Whether a FIN follows the queue and was never sent. */
  boolean finDue() {
    return finQueued && !finSent;
  }

  /** A FIN follows what was written. */
  void finish() {
    finQueued = true;
  }

  boolean finSent() {
    return finSent;
  }

  /** Whether everything arrived, the FIN too. */
  boolean finAcknowledged() {
    return finSent && sndUna == sndNxt;
  }

  /** The sequence number after the last octet that was written. */
  int dataEnd() {
    return iss + 1 + (int) queue.end();
  }

  /** Whether the numbers up to {@code end} include the FIN. */
  boolean reachesFin(int end) {
    return finQueued && Seq.before(dataEnd(), end);
  }

  /** {@code length} octets from {@code sequence} on; owned by the caller. */
  ByteBuf octets(int sequence, int length) {
    return queue.slice(position(sequence), length);
  }

  /** Octets from {@code sequence} on that can be sent without being copied. */
  int contiguous(int sequence) {
    return queue.contiguous(position(sequence));
  }

  /**
   * Counted back from the last octet: numbers come round after 4 GiB, and ISS means nothing then.
   */
  private long position(int sequence) {
    return queue.end() - (dataEnd() - sequence);
  }

  /** {@code length} more numbers are sent. */
  void sent(int length) {
    sndNxt += length;
    finSent = synSent && reachesFin(sndNxt);
    synSent = true;
  }

  /** Everything before {@code ack} arrived. */
  void acknowledged(int ack) {
    queue.dropTo(Math.min(position(ack), queue.end()));
    sndUna = ack;
  }
}
