package io.marquee.generator.imports;

import io.marquee.events.SalesEvent;
import io.marquee.events.SalesEvent.Channel;
import io.marquee.events.SalesEvent.Type;
import io.marquee.generator.imports.ImportSchema.Column;
import io.marquee.generator.imports.ImportSchema.Field;
import io.marquee.generator.imports.Lookup.Theater;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** Turns rows into sales, or says what is wrong with them. Not safe for threads. */
final class RowReader {

    /** The pipeline takes nothing that happens later than this. */
    private static final Duration FARTHEST_AHEAD = Duration.ofHours(24);
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final int MOST_OF_AN_ID = 200;
    private static final int SHOWN = 200;

    private final FileIdentity identity;
    private final long high;
    private final Instant latest;
    private final int width;
    private final List<Checked> columns = new ArrayList<>();
    private final Map<Field, String> names = new EnumMap<>(Field.class);
    private final Map<Field, Object> values = new EnumMap<>(Field.class);
    private final Map<Long, String> sources = new HashMap<>();
    private final Map<String, Integer> decimals = new HashMap<>();

    private record Checked(ColumnRule rule, int index, Field field) {}

    /**
     * Binds the schema to a header.
     *
     * @param now no row may lie farther ahead of it than the pipeline takes
     * @throws BrokenFile when required columns are missing or a column comes twice
     */
    RowReader(ImportSchema schema, List<String> header, Lookup lookup, FileIdentity identity, Instant now) {
        this.identity = identity;
        high = identity.high();
        latest = now.plus(FARTHEST_AHEAD);
        width = header.size();
        Map<String, Integer> indexes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int index = 0; index < header.size(); index++) {
            String name = header.get(index).strip();
            if (!name.isEmpty() && indexes.put(name, index) != null) {
                throw new BrokenFile("line 1: column '" + shown(header.get(index)) + "' comes twice");
            }
        }
        List<String> missing = new ArrayList<>();
        for (Column column : schema.columns()) {
            Integer index = indexes.get(column.name());
            if (index == null && column.required() && column.fallback() == null) {
                missing.add(column.name());
            }
            if (column.field() != null) {
                names.put(column.field(), column.name());
            }
            columns.add(new Checked(new ColumnRule(column, lookup), index == null ? -1 : index, column.field()));
        }
        if (!missing.isEmpty()) {
            throw new BrokenFile("line 1: there is no column " + String.join(", ", missing) + "; there are "
                    + shown(String.join(", ", indexes.keySet())));
        }
    }

    /**
     * Reads a row.
     *
     * @param line where it begins
     * @param rejections takes what is wrong
     * @return the sale; null when something is wrong
     */
    SalesEvent read(long line, List<String> row, List<Rejection> rejections) {
        if (row.size() != width) {
            rejections.add(new Rejection(line, "", shown(String.join(",", row)),
                    "has " + row.size() + " fields, the header has " + width));
            return null;
        }
        values.clear();
        int before = rejections.size();
        for (Checked column : columns) {
            String text = column.index < 0 ? "" : row.get(column.index);
            try {
                Object value = column.rule.read(text);
                if (column.field != null && value != null) {
                    values.put(column.field, value);
                }
            } catch (BadValue bad) {
                rejections.add(new Rejection(line, column.rule.column().name(), shown(text), bad.getMessage()));
            }
        }
        return rejections.size() > before ? null : event(line, row, rejections);
    }

    /** The name that the file gives to a field. */
    String nameOf(Field field) {
        return names.getOrDefault(field, "");
    }

    private SalesEvent event(long line, List<String> row, List<Rejection> rejections) {
        Field current = Field.THEATER;
        try {
            Theater theater = (Theater) needed(Field.THEATER);
            current = Field.OCCURRED_AT;
            Instant occurredAt = instant(needed(Field.OCCURRED_AT), theater);
            current = Field.CURRENCY;
            String currency = (String) values.getOrDefault(Field.CURRENCY, theater.currency());
            if (!CURRENCY.matcher(currency).matches()) {
                throw new BadValue("is not a currency such as USD");
            }
            current = Field.BOOKING_ID;
            String booking = (String) values.get(Field.BOOKING_ID);
            if (booking != null && (booking.length() > MOST_OF_AN_ID || booking.indexOf('\0') >= 0)) {
                throw new BadValue("is not text of at most " + MOST_OF_AN_ID + " characters");
            }
            current = Field.TICKETS;
            long tickets = within((Long) needed(Field.TICKETS), 1, SalesEvent.MAX_TICKETS);
            current = names.containsKey(Field.AMOUNT) ? Field.AMOUNT : Field.AMOUNT_MINOR;
            long amount = within(amount(needed(current), current, currency), 0, SalesEvent.MAX_AMOUNT_MINOR);
            current = Field.MOVIE;
            long movie = (Long) needed(Field.MOVIE);
            current = Field.SHOWTIME_ID;
            Long showtime = (Long) values.get(Field.SHOWTIME_ID);
            if (showtime != null) {
                within(showtime, 1, Long.MAX_VALUE);
            }
            current = Field.TYPE;
            Type type = word(Type.class, Field.TYPE, Type.SALE);
            current = Field.CHANNEL;
            Channel channel = word(Channel.class, Field.CHANNEL, Channel.IMPORT);
            return new SalesEvent(
                    type, new UUID(high, 0x8000_0000_0000_0000L | line).toString(),
                    sources.computeIfAbsent(theater.id(), id -> identity.sender() + ":" + id), line, occurredAt,
                    booking, theater.id(), theater.zone().getId(), movie, showtime,
                    (int) tickets, amount, currency, channel);
        } catch (BadValue bad) {
            rejections.add(new Rejection(line, nameOf(current), textOf(current, row), bad.getMessage()));
            return null;
        }
    }

    private Object needed(Field field) throws BadValue {
        Object value = values.get(field);
        if (value == null) {
            throw new BadValue("is missing");
        }
        return value;
    }

    private Instant instant(Object time, Theater theater) throws BadValue {
        Instant instant;
        if (time instanceof OffsetDateTime exact) {
            instant = exact.toInstant();
        } else {
            LocalDateTime local = time instanceof LocalDate day ? day.atTime(12, 0) : (LocalDateTime) time;
            instant = local.atZone(theater.zone()).toInstant();
        }
        if (instant.isBefore(Instant.EPOCH)) {
            throw new BadValue("is before 1970");
        }
        if (instant.isAfter(latest)) {
            throw new BadValue("has not happened yet");
        }
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private long amount(Object value, Field field, String currency) throws BadValue {
        if (field == Field.AMOUNT_MINOR) {
            return (Long) value;
        }
        BigDecimal amount = value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf((Long) value);
        int digits = decimals.computeIfAbsent(currency, RowReader::digits);
        try {
            return amount.movePointRight(digits).longValueExact();
        } catch (ArithmeticException tooFine) {
            throw new BadValue("has more than the " + digits + " decimals of " + currency);
        }
    }

    private static int digits(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            return 2;
        }
    }

    private static long within(long value, long least, long most) throws BadValue {
        if (value < least || value > most) {
            throw new BadValue("is not from " + least + " to " + most);
        }
        return value;
    }

    private <E extends Enum<E>> E word(Class<E> type, Field field, E usual) throws BadValue {
        String word = (String) values.get(field);
        if (word == null) {
            return usual;
        }
        for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(word)) {
                return each;
            }
        }
        throw new BadValue("is none of " + String.join(", ", List.of(type.getEnumConstants()).stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT)).toList()));
    }

    private String textOf(Field field, List<String> row) {
        return columns.stream()
                .filter(column -> column.field == field && column.index >= 0)
                .map(column -> shown(row.get(column.index)))
                .findFirst()
                .orElse("");
    }

    /** A value as it is shown to people and kept in the log: not endless, and without what a database refuses. */
    private static String shown(String value) {
        String text = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
