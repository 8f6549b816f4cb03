package io.qnet.tap.journal;

import io.qnet.tap.host.Plan;

/**
 * The first line of a journal: all that may be done, before any of it is.
 *
 * @param version of the journal's form
 * @param place where it is done
 * @param plan what is done
 */
record Header(int version, Place place, Plan plan) {
  static final int VERSION = 1;

  static Header of(Place place, Plan plan) {
    return new Header(VERSION, place, plan);
  }
}
