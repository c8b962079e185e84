package io.marquee.api.http;

import io.marquee.api.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Where a page of a list ended: the sort key of its last row. The next page is read by that key rather than by a
 * count, so it neither repeats nor skips rows when others are added meanwhile. Callers see it as opaque text.
 */
public final class Cursor {

    private static final String SEPARATOR = "\u001f";

    private final List<String> parts;

    private Cursor(List<String> parts) {
        this.parts = parts;
    }

    /** A cursor after the row with this sort key. */
    public static Cursor after(Object... key) {
        return new Cursor(Arrays.stream(key).map(Object::toString).toList());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param text as the caller sent it; null for the first page
     * @param size how many parts the list's sort key has
     * @return null for the first page
     * @throws ProblemException 400 when it is not a cursor of such a list
     */
    public static Cursor decode(String text, int size) {
        if (text == null) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            List<String> parts = List.of(plain.split(SEPARATOR, -1));
            if (parts.size() == size) {
                return new Cursor(parts);
            }
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw invalid();
    }

    /** A part of the key; {@code read} may throw any runtime exception for text that it does not understand. */
    public <T> T part(int index, Function<String, T> read) {
        try {
            return read.apply(parts.get(index));
        } catch (RuntimeException notOurs) {
            throw invalid();
        }
    }

    /** A part of the key that is a time, within the years that a database and a calendar have in common. */
    public OffsetDateTime time(int index) {
        return part(index, text -> {
            OffsetDateTime time = Instant.parse(text).atOffset(ZoneOffset.UTC);
            if (time.getYear() < 1 || time.getYear() > 9_999) {
                throw new DateTimeException(text);
            }
            return time;
        });
    }

    /** The cursor as opaque text that may stand in a URL. */
    public String encode() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException invalid() {
        return ProblemException.badField("cursor", "is not a next_cursor of this list");
    }
}
