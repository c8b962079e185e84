package io.marquee.pipeline.boxoffice;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.marquee.pipeline.KafkaRecord;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Sales on their way from the parser to the box office. Every event makes this journey, and Flink's own serializer of
 * records, which goes through the fields by reflection and through texts letter by letter, takes several times as long.
 * Sales are never in state: the form may change with each version.
 */
public final class SaleSerializer extends TypeSerializerSingleton<Sale> {

    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    /** The only one; it keeps nothing, and serves any number of threads. */
    public static final SaleSerializer INSTANCE = new SaleSerializer();

    @Override
    public void serialize(Sale sale, DataOutputView out) throws IOException {
        out.writeLong(sale.theaterId());
        out.writeLong(sale.movieId());
        write(sale.source().getBytes(UTF_8), out);
        out.writeLong(sale.sequence());
        out.writeLong(sale.occurredAt());
        write(sale.timeZone().getBytes(UTF_8), out);
        out.writeBoolean(sale.refund());
        out.writeInt(sale.tickets());
        out.writeLong(sale.amountMinor());
        write(sale.currency().getBytes(UTF_8), out);
        KafkaRecord record = sale.record();
        write(record.topic().getBytes(UTF_8), out);
        out.writeInt(record.partition());
        out.writeLong(record.offset());
        write(record.key(), out);
        write(record.value(), out);
        write(record.requestId() == null ? null : record.requestId().getBytes(UTF_8), out);
    }

    private static void write(byte[] bytes, DataOutputView out) throws IOException {
        if (bytes == null) {
            out.writeInt(NONE);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    @Override
    public Sale deserialize(DataInputView in) throws IOException {
        return new Sale(
                in.readLong(), in.readLong(), text(in), in.readLong(), in.readLong(), text(in), in.readBoolean(),
                in.readInt(), in.readLong(), text(in),
                new KafkaRecord(text(in), in.readInt(), in.readLong(), bytes(in), bytes(in), text(in)));
    }

    private static String text(DataInputView in) throws IOException {
        byte[] bytes = bytes(in);
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private static byte[] bytes(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == NONE) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public Sale deserialize(Sale reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Sale createInstance() {
        return null;
    }

    @Override
    public Sale copy(Sale from) {
        return from;
    }

    @Override
    public Sale copy(Sale from, Sale reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return NONE; // varies
    }

    @Override
    public TypeSerializerSnapshot<Sale> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Says that there is nothing to configure. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sale> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
