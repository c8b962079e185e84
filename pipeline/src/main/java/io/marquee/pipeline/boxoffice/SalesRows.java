package io.marquee.pipeline.boxoffice;

import java.util.List;

/**
 * Rows that go out together, each bucket at most once.
 *
 * @param rows one or more
 * @param oldestEvent when the oldest event happened that none of the bucket's earlier rows had, in milliseconds since
 *     1970, to tell how fresh totals are; {@link #NO_EVENT} when only statuses changed
 */
public record SalesRows(List<SalesRow> rows, long oldestEvent) {

    /** Later than any event. */
    public static final long NO_EVENT = Long.MAX_VALUE;
}
