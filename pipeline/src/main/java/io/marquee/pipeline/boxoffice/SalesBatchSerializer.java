package io.marquee.pipeline.boxoffice;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Sends batches of sales over the network; what they look like there is theirs to say. */
public final class SalesBatchSerializer extends TypeSerializerSingleton<SalesBatch> {

    private static final long serialVersionUID = 1L;

    /** The only one; it keeps nothing, and serves any number of threads. */
    public static final SalesBatchSerializer INSTANCE = new SalesBatchSerializer();

    @Override
    public void serialize(SalesBatch batch, DataOutputView out) throws IOException {
        batch.write(out);
    }

    @Override
    public SalesBatch deserialize(DataInputView in) throws IOException {
        return SalesBatch.read(in);
    }

    @Override
    public SalesBatch deserialize(SalesBatch reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    // Nobody changes a batch that was sent.
    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public SalesBatch createInstance() {
        return null;
    }

    @Override
    public SalesBatch copy(SalesBatch from) {
        return from;
    }

    @Override
    public SalesBatch copy(SalesBatch from, SalesBatch reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1; // varies
    }

    @Override
    public TypeSerializerSnapshot<SalesBatch> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Says that there is nothing to configure. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SalesBatch> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
