package io.marquee.generator.audit;

/**
 * What is kept of bytes to tell later whether others are the same: always 40 bytes, however many there were.
 *
 * @param length how many
 * @param high with {@code low} the fingerprint of them all
 * @param low see {@code high}
 * @param headHigh with {@code headLow} the fingerprint of the first {@value #HEAD}; 0 when there are fewer
 * @param headLow see {@code headHigh}
 */
record Imprint(int length, long high, long low, long headHigh, long headLow) {

    private static final int HEAD = 1_024;

    /** @param value of a record; null counts as no bytes */
    static Imprint of(byte[] value, Fingerprint fingerprint) {
        byte[] bytes = value == null ? new byte[0] : value;
        long high = fingerprint.of(bytes, bytes.length).high();
        long low = fingerprint.low();
        if (bytes.length < HEAD) {
            return new Imprint(bytes.length, high, low, 0, 0);
        }
        fingerprint.of(bytes, HEAD);
        return new Imprint(bytes.length, high, low, fingerprint.high(), fingerprint.low());
    }

    /** Whether these may be the others without their end; where less than {@value #HEAD} are left, any may. */
    boolean begins(Imprint whole) {
        return length <= whole.length
                && (length < HEAD || headHigh == whole.headHigh && headLow == whole.headLow);
    }
}
