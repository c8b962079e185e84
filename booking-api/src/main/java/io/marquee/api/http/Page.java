package io.marquee.api.http;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items what is on it
 * @param nextCursor what to pass as {@code cursor} for the next page; null on the last
 */
@Serdeable
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /** How many items a page has when the caller does not say. */
    public static final int DEFAULT_LIMIT = 50;

    /** How many items a page has at most. */
    public static final int MAX_LIMIT = 200;

    /**
     * Makes a page from a query that asked for one row more than fits.
     *
     * @param rows up to {@code limit + 1} rows in order
     * @param cursor tells after which row the next page starts, from the last row of this one
     */
    public static <R, T> Page<T> of(List<R> rows, int limit, Function<R, Cursor> cursor, Function<R, T> item) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                shown.stream().map(item).toList(),
                more ? cursor.apply(shown.get(limit - 1)).encode() : null);
    }
}
