package io.marquee.generator.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record lies in Kafka, written {@code sales/3@1044}: topic, partition, offset. */
public record Place(String topic, int partition, long offset) {

    private static final Pattern TEXT = Pattern.compile("([a-zA-Z0-9._-]+)/(\\d{1,9})@(\\d{1,18})");

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it is no place
     */
    public static Place of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no place such as sales/3@1044");
        }
        return new Place(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "@" + offset;
    }
}
