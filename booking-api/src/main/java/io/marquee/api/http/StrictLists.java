package io.marquee.api.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.Decoder;
import io.micronaut.serde.Deserializer;
import io.micronaut.serde.exceptions.SerdeException;
import io.micronaut.serde.exceptions.path.ReferencePath;
import io.micronaut.serde.util.CustomizableDeserializer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;

/**
 * Reads lists of JSON element by element, each as strictly as it is read elsewhere, and none of them null. By itself
 * the library takes numbers, and lists of one text, for texts when they stand in a list.
 */
@Primary
@Singleton
final class StrictLists<E> implements CustomizableDeserializer<ArrayList<E>> {

    @Override
    @SuppressWarnings("unchecked")
    public Deserializer<ArrayList<E>> createSpecific(DecoderContext context, Argument<? super ArrayList<E>> type)
            throws SerdeException {
        Argument<E> element = (Argument<E>) type.getTypeParameters()[0];
        return new Of<>(element, context.findDeserializer(element).createSpecific(context, element));
    }

    private record Of<E>(Argument<E> type, Deserializer<? extends E> elements) implements Deserializer<ArrayList<E>> {

        @Override
        public ArrayList<E> deserialize(Decoder decoder, DecoderContext context, Argument<? super ArrayList<E>> list)
                throws IOException {
            Decoder array = begin(decoder);
            ArrayList<E> read = new ArrayList<>();
            while (array.hasNextArrayValue()) {
                try {
                    E element = elements.deserializeNullable(array, context, type);
                    if (element == null) {
                        throw new UnreadableValueException("must not be null");
                    }
                    read.add(element);
                } catch (SerdeException unreadable) {
                    unreadable.getPath().add(ReferencePath.ofCollection(ArrayList.class, list, read.size()));
                    throw unreadable;
                }
            }
            array.finishStructure();
            return read;
        }

        @Override
        public ArrayList<E> getDefaultValue(DecoderContext context, Argument<? super ArrayList<E>> list) {
            return new ArrayList<>();
        }

        private static Decoder begin(Decoder decoder) throws IOException {
            try {
                return decoder.decodeArray();
            } catch (SerdeException other) {
                throw new UnreadableValueException("must be a list");
            }
        }
    }

    /** Lists of texts, of which the library has a reader of its own that would come first. */
    @Primary
    @Singleton
    static final class Texts implements CustomizableDeserializer<ArrayList<String>> {

        @Override
        public Deserializer<ArrayList<String>> createSpecific(
                DecoderContext context, Argument<? super ArrayList<String>> type) throws SerdeException {
            return new StrictLists<String>().createSpecific(context, type);
        }
    }
}
