package io.marquee.pipeline.boxoffice;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/**
 * What a total of a theater is over.
 *
 * @param kind the sort of total
 * @param period days since 1970-01-01, or months since January of year 0 for {@link Kind#MONTH}
 * @param currency ISO 4217 code
 * @param movieId the movie for {@link Kind#MOVIE_DAY}, 0 otherwise
 */
public record Bucket(Kind kind, int period, String currency, long movieId) {

    /** The sorts of total. */
    public enum Kind {
        /** All of a theater's sales of a business day. */
        DAY('d'),
        /** All of a theater's sales of a business month. */
        MONTH('m'),
        /** A theater's sales of one movie on a business day. */
        MOVIE_DAY('v');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        private static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("'" + letter + "' is no kind of bucket");
        }
    }

    static final List<Kind> KINDS = List.of(Kind.values());

    // As spread out as its cache needs it, see WriteBackCache.Id; and the same in every JVM, as an enum's own is not.
    @Override
    public int hashCode() {
        return (period * 4 + kind.ordinal()) * 0x9E3779B1 + Long.hashCode(movieId * 0xC2B2AE3D27D4EB4FL)
                + currency.hashCode();
    }

    static Bucket day(LocalDate date, String currency) {
        return new Bucket(Kind.DAY, Math.toIntExact(date.toEpochDay()), currency, 0);
    }

    static Bucket month(YearMonth month, String currency) {
        return new Bucket(Kind.MONTH, month.getYear() * 12 + month.getMonthValue() - 1, currency, 0);
    }

    static Bucket movieDay(LocalDate date, String currency, long movieId) {
        return new Bucket(Kind.MOVIE_DAY, Math.toIntExact(date.toEpochDay()), currency, movieId);
    }

    /** The business day, or the first day of the month. */
    public LocalDate date() {
        return kind == Kind.MONTH
                ? LocalDate.of(Math.floorDiv(period, 12), Math.floorMod(period, 12) + 1, 1)
                : LocalDate.ofEpochDay(period);
    }

    /** The day after it, or the first day of the month after it. */
    LocalDate next() {
        return kind == Kind.MONTH ? date().plusMonths(1) : date().plusDays(1);
    }

    /** As it is named in state, such as {@code d20778USD} or {@code v20778USD4711}. Never to be changed. */
    String key() {
        String key = kind.letter + Integer.toString(period) + currency;
        return kind == Kind.MOVIE_DAY ? key + movieId : key;
    }

    /** Reads a {@link #key}. */
    static Bucket ofKey(String key) {
        Kind kind = Kind.of(key.charAt(0));
        int letters = 1;
        while (!Character.isLetter(key.charAt(letters))) {
            letters++;
        }
        int movie = letters + 3;
        return new Bucket(
                kind,
                Integer.parseInt(key.substring(1, letters)),
                key.substring(letters, movie),
                kind == Kind.MOVIE_DAY ? Long.parseLong(key.substring(movie)) : 0);
    }
}
