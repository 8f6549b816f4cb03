/** Tests of the doctor, on hosts that are made up. */
@NullMarked
package io.qnet.launcher.doctor;

import org.jspecify.annotations.NullMarked;
