package io.qnet.launcher.doctor;

/**
 * What a message means.
 *
 * @param message the line that was recognized
 * @param cause why programs print it
 * @param evidence what is so on this host
 * @param fix what to type
 * @param inQnet the same for who typed {@code qnet run}
 */
public record Diagnosis(String message, String cause, String evidence, String fix, String inQnet) {}
