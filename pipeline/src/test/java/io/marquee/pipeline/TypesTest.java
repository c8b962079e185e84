package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.pipeline.boxoffice.Sale;
import io.marquee.pipeline.boxoffice.SalesRow;
import io.marquee.pipeline.boxoffice.SalesRows;
import io.marquee.pipeline.seatmap.SeatChange;
import io.marquee.pipeline.seatmap.SeatUpdate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between operators has a serializer of Flink's own, none of Kryo's. */
class TypesTest {

    private static final KafkaRecord RECORD = new KafkaRecord("sales", 3, 4711, new byte[] {1}, null);

    static Stream<Object> travellers() {
        SalesRow row = new SalesRow(2, 17, 4711, 20_583, "USD", 3, 1, 7, 2, 8_400, 2_400, "restated", 4);
        return Stream.of(
                RECORD,
                new DeadLetter(RECORD, "not-json", "the record is empty"),
                new Sale(17, 4711, "pos:17:2", 48_121, 1L, "Asia/Kathmandu", true, 2, 2_400, "USD", RECORD),
                new SalesRows(List.of(row, row), 1L),
                new SeatChange(1, List.of("C7", "C8"), 1, 41, 99, 7),
                new SeatUpdate(1, List.of("C7"), "available", 41, 0, true, 9));
    }

    @ParameterizedTest
    @MethodSource("travellers")
    void aValueIsTheSameAfterTheJourney(Object value) throws Exception {
        assertThat(journey(value)).usingRecursiveComparison().isEqualTo(value);
    }

    @SuppressWarnings("unchecked")
    private static <T> T journey(T value) throws Exception {
        TypeInformation<T> type = (TypeInformation<T>) TypeInformation.of(value.getClass());
        SerializerConfigImpl noKryo = new SerializerConfigImpl();
        noKryo.setGenericTypes(false);
        TypeSerializer<T> serializer = type.createSerializer(noKryo);
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
