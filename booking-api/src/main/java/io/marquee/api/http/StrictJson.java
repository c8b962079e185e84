package io.marquee.api.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * Reads numbers, texts and times of JSON as what they are. By itself the library makes 12 of 12.99, 1 of true, "5" of
 * 5, and a day of the year 57439 of 20260101: a price that is sent in the wrong unit would be taken for another one.
 */
abstract class StrictJson<T> implements Deserializer<T> {

    private final String words;

    StrictJson(String words) {
        this.words = words;
    }

    /** The value, or null when it is nothing of this kind. */
    @Nullable
    abstract T of(Object value);

    @Override
    public T deserialize(Decoder decoder, DecoderContext context, Argument<? super T> type) throws IOException {
        Object value = decoder.decodeArbitrary();
        T read = value == null ? null : of(value);
        if (read == null) {
            throw new UnreadableValueException("must be " + words);
        }
        return read;
    }

    /** Whole numbers of 64 bits. */
    @Primary
    @Singleton
    static final class Longs extends StrictJson<Long> {

        Longs() {
            super("a whole number");
        }

        /** What a record gets for a number that was left out, or null: its own rules refuse it. */
        @Override
        public Long getDefaultValue(DecoderContext context, Argument<? super Long> type) {
            return type.isPrimitive() ? 0L : null;
        }

        @Override
        Long of(Object value) {
            return value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : null;
        }
    }

    /** Whole numbers of 32 bits. */
    @Primary
    @Singleton
    static final class Integers extends StrictJson<Integer> {

        Integers() {
            super("a whole number that is not too large");
        }

        /** What a record gets for a number that was left out, or null: its own rules refuse it. */
        @Override
        public Integer getDefaultValue(DecoderContext context, Argument<? super Integer> type) {
            return type.isPrimitive() ? 0 : null;
        }

        @Override
        Integer of(Object value) {
            return value instanceof Integer small ? small : null;
        }
    }

    /** Texts. */
    @Primary
    @Singleton
    static final class Texts extends StrictJson<String> {

        Texts() {
            super("a text");
        }

        @Override
        String of(Object value) {
            return value instanceof String text ? text : null;
        }
    }

    /** Days. */
    @Primary
    @Singleton
    static final class Days extends StrictJson<LocalDate> {

        Days() {
            super("a date such as 2024-05-10");
        }

        @Override
        LocalDate of(Object value) {
            return value instanceof String text ? read(text, LocalDate::parse) : null;
        }
    }

    /** Moments. */
    @Primary
    @Singleton
    static final class Instants extends StrictJson<Instant> {

        Instants() {
            super("an instant such as 2024-05-10T19:31:07Z");
        }

        @Override
        Instant of(Object value) {
            return value instanceof String text ? read(text, Instant::parse) : null;
        }
    }

    @Nullable
    private static <T> T read(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (DateTimeException malformed) {
            return null;
        }
    }
}
