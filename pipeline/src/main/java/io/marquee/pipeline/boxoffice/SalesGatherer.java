package io.marquee.pipeline.boxoffice;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Gathers the sales of each theater for a moment and sends them on together. An operator rather than a function,
 * because what was gathered has to leave before a watermark and before a checkpoint's barrier: so it needs no state,
 * and no event comes behind a watermark that it was ahead of.
 */
final class SalesGatherer extends AbstractStreamOperator<SalesBatch>
        implements OneInputStreamOperator<Sale, SalesBatch> {

    private static final long serialVersionUID = 1L;
    private static final int MOST_BYTES = 16 * 1_024 * 1_024; // of all theaters

    private final long linger;

    private transient Map<Long, Gathered> theaters;
    private transient int bytes;
    private transient boolean isTimed;

    /** What is gathered of one theater, and how much it was the last time. */
    private static final class Gathered {
        private SalesBatch batch;
        private int lastSize = 1;
        private int lastBytes;
    }

    /** @param linger how long an event waits for others at most */
    SalesGatherer(Duration linger) {
        this.linger = linger.toMillis();
    }

    @Override
    public void open() throws Exception {
        super.open();
        theaters = new HashMap<>();
    }

    @Override
    public void processElement(StreamRecord<Sale> element) {
        Sale sale = element.getValue();
        Gathered theater = theaters.get(sale.theaterId());
        if (theater == null) {
            theater = new Gathered();
            theaters.put(sale.theaterId(), theater);
        }
        if (theater.batch == null) {
            theater.batch = SalesBatch.of(sale, theater.lastSize, theater.lastBytes);
        } else if (!theater.batch.add(sale)) {
            send(theater.batch);
            theater.batch = SalesBatch.of(sale, theater.batch.size(), theater.batch.bytes());
        }
        bytes += sale.record().value().length;
        if (bytes >= MOST_BYTES) {
            sendAll();
        } else if (!isTimed) {
            isTimed = true;
            getProcessingTimeService().registerTimer(
                    getProcessingTimeService().getCurrentProcessingTime() + linger, time -> {
                        isTimed = false;
                        sendAll();
                    });
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        sendAll();
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        sendAll();
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        sendAll();
    }

    @Override
    public void finish() throws Exception {
        sendAll();
        super.finish();
    }

    private void sendAll() {
        bytes = 0;
        for (Iterator<Gathered> all = theaters.values().iterator(); all.hasNext(); ) {
            Gathered theater = all.next();
            if (theater.batch == null) {
                all.remove(); // nothing since the last time
            } else {
                send(theater.batch);
                theater.lastSize = theater.batch.size();
                theater.lastBytes = theater.batch.bytes();
                theater.batch = null;
            }
        }
    }

    private void send(SalesBatch batch) {
        output.collect(new StreamRecord<>(batch));
    }
}
