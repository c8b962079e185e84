package io.marquee.generator.audit;

/**
 * What is kept of a dead letter.
 *
 * @param isCut whether the record was too large to go there whole
 * @param value of the bytes that it holds
 * @param writtenAt milliseconds since 1970
 */
record Letter(String reason, boolean isCut, Imprint value, long writtenAt) {

    /** Whether it holds the record's bytes, or their beginning where it says that it was cut. */
    boolean holds(Imprint original) {
        return isCut ? value.begins(original) : value.equals(original);
    }
}
