package io.marquee.generator.audit;

/** Where a record lies in a topic, as one long: 16 bits of partition, 48 of offset. */
final class Position {

    private static final int OFFSET_BITS = 48;

    private Position() {}

    static long of(int partition, long offset) {
        if (partition < 0 || partition >= 1 << 15 || offset < 0 || offset >= 1L << OFFSET_BITS) {
            throw new IllegalArgumentException("no position: partition " + partition + ", offset " + offset);
        }
        return (long) partition << OFFSET_BITS | offset;
    }

    static String text(String topic, long position) {
        return topic + "/" + (position >>> OFFSET_BITS) + "@" + (position & (1L << OFFSET_BITS) - 1);
    }
}
