package io.qnet.vde;

/**
 * Who plugged in a cable.
 *
 * @param user the user's number; {@link #NOBODY} where there is no such thing
 * @param process the process's number; 0 where there is no such thing
 * @param description what it says of itself, in characters that can be printed; anybody's word
 */
public record Owner(long user, long process, String description) {
  /** Not plugged in by a user of the host. */
  public static final long NOBODY = -1;

  /** Something of this very process. */
  public static Owner inside(String description) {
    return new Owner(NOBODY, 0, description);
  }
}
