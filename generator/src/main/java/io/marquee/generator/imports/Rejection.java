package io.marquee.generator.imports;

/**
 * Why a row was refused.
 *
 * @param line where the row begins; the header is line 1
 * @param column as the header calls it; empty for the row as a whole
 * @param value what stood there
 * @param reason what is wrong with it
 */
record Rejection(long line, String column, String value, String reason) {}
