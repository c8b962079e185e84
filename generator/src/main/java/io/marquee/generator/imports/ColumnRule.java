package io.marquee.generator.imports;

import com.ethlo.time.DateTime;
import com.ethlo.time.Field;
import com.ethlo.time.ITU;
import com.ethlo.time.ParseConfig;
import io.marquee.generator.imports.ImportSchema.Column;
import io.marquee.generator.imports.ImportSchema.Type;
import java.math.BigDecimal;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks and reads the values of one column. */
final class ColumnRule {

    private final Column column;
    private final Lookup lookup;
    private final BigDecimal min;
    private final BigDecimal max;
    private final LocalDate first;
    private final LocalDate last;
    private final Pattern pattern;
    private final Set<String> values;
    private final DateTimeFormatter format;

    /** @throws BrokenFile when the column contradicts itself */
    ColumnRule(Column column, Lookup lookup) {
        this.column = column;
        this.lookup = lookup;
        Type type = column.typeOrText();
        boolean number = type == Type.INTEGER || type == Type.DECIMAL;
        try {
            min = number && column.min() != null ? new BigDecimal(column.min()) : null;
            max = number && column.max() != null ? new BigDecimal(column.max()) : null;
            first = !number && column.min() != null ? LocalDate.parse(column.min()) : null;
            last = !number && column.max() != null ? LocalDate.parse(column.max()) : null;
            pattern = column.pattern() == null ? null : Pattern.compile(column.pattern());
            format = column.format() == null
                    ? null
                    : DateTimeFormatter.ofPattern(column.format().replace("yyyy", "uuuu"), Locale.ROOT)
                            .withResolverStyle(ResolverStyle.STRICT);
        } catch (PatternSyntaxException wrong) {
            throw new BrokenFile("column " + column.name() + ": pattern: " + wrong.getDescription(), wrong);
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw new BrokenFile("column " + column.name() + ": min, max or format: " + wrong.getMessage(), wrong);
        }
        if (min != null && max != null && min.compareTo(max) > 0
                || first != null && last != null && first.isAfter(last)) {
            throw new BrokenFile("column " + column.name() + ": min is more than max");
        }
        values = column.values() == null ? null : new HashSet<>(column.values());
    }

    Column column() {
        return column;
    }

    /**
     * Reads a value.
     *
     * @param text as it stands in the file
     * @return a String, Long, BigDecimal, LocalDate, LocalDateTime, OffsetDateTime, {@link Lookup.Theater} or the id of
     *     a movie, as the type says; null where there is nothing and need not be
     */
    Object read(String text) throws BadValue {
        String value = text.strip();
        if (value.isEmpty()) {
            if (column.fallback() == null) {
                if (column.required()) {
                    throw new BadValue("is missing");
                }
                return null;
            }
            value = column.fallback();
        }
        if (column.maxLength() != null && value.length() > column.maxLength()) {
            throw new BadValue("is longer than " + column.maxLength() + " characters");
        }
        if (values != null && !values.contains(value)) {
            throw new BadValue("is none of " + String.join(", ", column.values()));
        }
        if (pattern != null && !matches(value)) {
            throw new BadValue("does not match " + pattern.pattern());
        }
        return switch (column.typeOrText()) {
            case TEXT -> value;
            case INTEGER -> integer(value);
            case DECIMAL -> inRange(decimal(value));
            case DATE -> inRange(date(value));
            case TIMESTAMP -> timestamp(value);
            case THEATER -> lookup.theater(value);
            case MOVIE -> lookup.movie(value);
        };
    }

    private boolean matches(String value) throws BadValue {
        try {
            return pattern.matcher(value).matches();
        } catch (StackOverflowError tooLong) { // java.util.regex goes one deeper with each repetition of a group
            throw new BadValue("is too long for " + pattern.pattern());
        }
    }

    private Long integer(String value) throws BadValue {
        try {
            long number = Long.parseLong(value);
            if (min != null || max != null) {
                inRange(BigDecimal.valueOf(number));
            }
            return number;
        } catch (NumberFormatException wrong) {
            throw new BadValue("is not a whole number");
        }
    }

    private static BigDecimal decimal(String value) throws BadValue {
        // An exponent of a billion would be a number of a billion digits.
        if (value.length() > 40 || value.indexOf('e') >= 0 || value.indexOf('E') >= 0) {
            throw new BadValue("is not a decimal number such as 24.50");
        }
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException wrong) {
            throw new BadValue("is not a decimal number such as 24.50");
        }
    }

    private BigDecimal inRange(BigDecimal number) throws BadValue {
        if (min != null && number.compareTo(min) < 0) {
            throw new BadValue("is less than " + column.min());
        }
        if (max != null && number.compareTo(max) > 0) {
            throw new BadValue("is more than " + column.max());
        }
        return number;
    }

    private LocalDate date(String value) throws BadValue {
        try {
            return format == null ? LocalDate.parse(value) : LocalDate.parse(value, format);
        } catch (DateTimeException wrong) {
            throw new BadValue("is not a date such as " + (format == null ? "2024-05-10" : column.format()));
        }
    }

    private LocalDate inRange(LocalDate day) throws BadValue {
        if (first != null && day.isBefore(first)) {
            throw new BadValue("is before " + first);
        }
        if (last != null && day.isAfter(last)) {
            throw new BadValue("is after " + last);
        }
        return day;
    }

    private Object timestamp(String value) throws BadValue {
        try {
            Object time = format == null ? rfc3339(value) : formatted(value);
            inRange(time instanceof OffsetDateTime exact ? exact.toLocalDate() : ((LocalDateTime) time).toLocalDate());
            return time;
        } catch (DateTimeException wrong) {
            throw new BadValue("is not a time such as "
                    + (format == null ? "2024-05-10T19:31:07Z or 2024-05-10 15:31" : column.format()));
        }
    }

    // Most rows have such a time, and Java's own formatter took a quarter of an import.
    private static Object rfc3339(String value) {
        ParsePosition read = new ParsePosition(0);
        DateTime time = ITU.parseLenient(value, ParseConfig.DEFAULT, read);
        if (read.getIndex() < value.length() || !time.includesGranularity(Field.MINUTE)) {
            throw new DateTimeException("more than a time, or a day alone");
        }
        return time.getOffset().isPresent() ? time.toOffsetDatetime() : time.toLocalDatetime();
    }

    private Object formatted(String value) {
        TemporalAccessor time = format.parse(value);
        return time.isSupported(ChronoField.OFFSET_SECONDS) ? OffsetDateTime.from(time) : LocalDateTime.from(time);
    }
}
