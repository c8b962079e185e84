package io.marquee.pipeline.boxoffice;

import java.nio.ByteBuffer;

/** The running totals of one bucket. Amounts are minor units of the bucket's currency. Not safe for several threads. */
final class Totals {

    private static final byte FORMAT = 1;
    private static final int LENGTH = 2 + 8 * Long.BYTES;

    private long bookings;
    private long cancellations;
    private long tickets;
    private long ticketsRefunded;
    private long grossMinor;
    private long refundedMinor;
    private long version;
    private long end;
    private Status status = Status.PROVISIONAL;

    /** @param end when the bucket ends, in milliseconds since 1970 */
    Totals(long end) {
        this.end = end;
    }

    /** Adds one event. */
    void add(boolean refund, int count, long amountMinor) {
        if (refund) {
            cancellations++;
            ticketsRefunded += count;
            refundedMinor += amountMinor;
        } else {
            bookings++;
            tickets += count;
            grossMinor += amountMinor;
        }
        version++;
        if (status == Status.FINAL) {
            status = Status.RESTATED;
        }
    }

    /** When the bucket ends, in milliseconds since 1970. */
    long end() {
        return end;
    }

    /** Lets the bucket end later, when events of a time zone further west belong to it too; true when it did change. */
    boolean endsAt(long other) {
        boolean isLater = other > end;
        end = Math.max(end, other);
        return isLater;
    }

    Status status() {
        return status;
    }

    /** Marks the bucket settled, or as changed after it should have been. */
    void status(Status now) {
        status = now;
    }

    /** Counts of the bucket's events: each row of the bucket that is sent has a newer version or a later status. */
    long version() {
        return version;
    }

    SalesRow row(long theaterId, Bucket bucket) {
        return new SalesRow(
                bucket.kind().ordinal(), theaterId, bucket.movieId(), (int) bucket.date().toEpochDay(),
                bucket.currency(), bookings, cancellations, tickets, ticketsRefunded, grossMinor, refundedMinor,
                status.word(), version);
    }

    /** As bytes for {@link #fromBytes}. */
    byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .put((byte) status.ordinal())
                .putLong(end)
                .putLong(version)
                .putLong(bookings)
                .putLong(cancellations)
                .putLong(tickets)
                .putLong(ticketsRefunded)
                .putLong(grossMinor)
                .putLong(refundedMinor)
                .array();
    }

    /**
     * Reads what {@link #toBytes} wrote, in this version or an earlier one.
     *
     * @throws IllegalArgumentException when a later version wrote it
     */
    static Totals fromBytes(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte format = bytes.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("totals of format " + format + "; this version reads " + FORMAT);
        }
        Status status = Status.values()[bytes.get()];
        Totals totals = new Totals(bytes.getLong());
        totals.status = status;
        totals.version = bytes.getLong();
        totals.bookings = bytes.getLong();
        totals.cancellations = bytes.getLong();
        totals.tickets = bytes.getLong();
        totals.ticketsRefunded = bytes.getLong();
        totals.grossMinor = bytes.getLong();
        totals.refundedMinor = bytes.getLong();
        return totals;
    }
}
