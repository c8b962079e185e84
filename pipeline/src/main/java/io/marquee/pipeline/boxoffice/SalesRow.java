package io.marquee.pipeline.boxoffice;

/**
 * The absolute totals of one bucket, as they go to the sinks. Among rows of one bucket the one with the higher version
 * is newer, and among those of one version the one with the later {@link Status}.
 *
 * @param kind ordinal of the {@link Bucket.Kind}
 * @param theaterId the theater
 * @param movieId the movie; 0 unless the kind has one
 * @param epochDay the business day or the first day of the month, in days since 1970-01-01
 * @param currency ISO 4217 code
 * @param bookings sales
 * @param cancellations refunds
 * @param tickets tickets sold
 * @param ticketsRefunded tickets taken back
 * @param grossMinor money in, in minor units
 * @param refundedMinor money back, in minor units
 * @param status word of the {@link Status}
 * @param version how many events are in it
 */
public record SalesRow(
        int kind,
        long theaterId,
        long movieId,
        int epochDay,
        String currency,
        long bookings,
        long cancellations,
        long tickets,
        long ticketsRefunded,
        long grossMinor,
        long refundedMinor,
        String status,
        long version) {

    /** What was earned, refunds taken off. */
    public long netMinor() {
        return grossMinor - refundedMinor;
    }

    /** Whether this is a row of that kind. */
    public boolean is(Bucket.Kind wanted) {
        return kind == wanted.ordinal();
    }
}
