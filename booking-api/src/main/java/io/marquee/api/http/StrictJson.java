package io.marquee.api.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Reads numbers and texts of JSON as what they are. By itself the library makes 12 of 12.99, 1 of true, and "5" of 5: a
 * price that is sent in the wrong unit would be taken for another one.
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
            throw new IOException("must be " + words); // whose property the library tells only with such a one
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
}
