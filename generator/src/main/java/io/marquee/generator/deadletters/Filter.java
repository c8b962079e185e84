package io.marquee.generator.deadletters;

import io.marquee.generator.endpoint.DurationOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which dead letters a command is about. */
final class Filter {

    @Option(names = "--reason", order = 1, paramLabel = "WORD", split = ",",
            description = "Only those of this reason, such as invalid-value; may be given several times.")
    private List<String> reasons = new ArrayList<>();

    @Option(names = "--topic", order = 2, paramLabel = "NAME", description = "Only those that came from this topic.")
    private String topic;

    @Option(names = "--offset", order = 3, paramLabel = "N[..M]", converter = OffsetRange.Option.class,
            description = "Only those at this offset of dead-letters, or from the first to the second.")
    private OffsetRange offsets;

    @Option(names = "--since", order = 4, paramLabel = "TIME", converter = Time.class,
            description = "Only those refused at this time or later: 2024-05-10T19:00:00Z, or 2h for two hours ago.")
    private Instant since;

    @Option(names = "--until", order = 5, paramLabel = "TIME", converter = Time.class,
            description = "Only those refused before this time.")
    private Instant until;

    /** Offsets from the first to the last, both included. */
    record OffsetRange(long first, long last) {

        private static final Pattern TEXT = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

        /** Reads {@code 12} and {@code 12..40}. */
        static final class Option implements ITypeConverter<OffsetRange> {
            @Override
            public OffsetRange convert(String text) {
                Matcher parts = TEXT.matcher(text);
                if (!parts.matches()) {
                    throw new TypeConversionException("'" + text + "' is no offset such as 12, nor a range as 12..40");
                }
                long first = Long.parseLong(parts.group(1));
                return new OffsetRange(first, parts.group(2) == null ? first : Long.parseLong(parts.group(2)));
            }
        }
    }

    /** Reads an instant, or how long ago it was. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException noInstant) {
                try {
                    return Instant.now().minus(new DurationOption().convert(text));
                } catch (TypeConversionException neither) {
                    throw new TypeConversionException(
                            "'" + text + "' is neither a time such as 2024-05-10T19:00:00Z nor a duration such as 2h");
                }
            }
        }
    }

    /** Whether anything is left out at all. */
    boolean isSet() {
        return !reasons.isEmpty() || topic != null || offsets != null || since != null || until != null;
    }

    boolean takes(DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && (topic == null || topic.equals(letter.from().topic()))
                && (offsets == null
                        || letter.place().offset() >= offsets.first() && letter.place().offset() <= offsets.last())
                && (since == null || !letter.writtenAt().isBefore(since))
                && (until == null || letter.writtenAt().isBefore(until));
    }
}
