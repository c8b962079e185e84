package io.marquee.pipeline.boxoffice;

import io.marquee.pipeline.KafkaRecord;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Sales and refunds of one theater on their way from the parser to the box office, in the order in which they were
 * read. They share what those of a theater do share: zone, currency, and partition and key in Kafka.
 *
 * <p>Events travel together because the journey of each alone costs more than its addition, and in columns because no
 * object has to be made for an event at the other end. Batches are never in state: their form may change with each
 * version.
 */
public final class SalesBatch {

    // A batch that is larger than a few network buffers is copied once more at the other end.
    private static final int FULL_SIZE = 1_000;
    private static final int FULL_BYTES = 128 * 1_024;

    private final long theaterId;
    private final String timeZone;
    private final String currency;
    private final String topic;
    private final int partition;
    private final byte[] key;

    private final SourceNames sources;

    private int size;
    private int[] source;
    private long[] sequence;
    private long[] occurredAt;
    private long[] movieId;
    private boolean[] refund;
    private int[] tickets;
    private long[] amountMinor;
    private long[] offset;
    private String[] requestId; // null as long as no event tells of a request, as those of tills do not
    private int[] valueEnd;
    private byte[] values;

    private SalesBatch(
            long theaterId, String timeZone, String currency, String topic, int partition, byte[] key,
            SourceNames sources, int events, int bytes) {
        this.theaterId = theaterId;
        this.timeZone = timeZone;
        this.currency = currency;
        this.topic = topic;
        this.partition = partition;
        this.key = key;
        this.sources = sources;
        source = new int[events];
        sequence = new long[events];
        occurredAt = new long[events];
        movieId = new long[events];
        refund = new boolean[events];
        tickets = new int[events];
        amountMinor = new long[events];
        offset = new long[events];
        valueEnd = new int[events];
        values = new byte[bytes];
    }

    /**
     * A batch with one event, to which others may be added.
     *
     * @param events how many there will probably be
     * @param bytes how much room their records' values will probably take
     */
    static SalesBatch of(Sale sale, int events, int bytes) {
        KafkaRecord record = sale.record();
        SalesBatch batch = new SalesBatch(
                sale.theaterId(), sale.timeZone(), sale.currency(), record.topic(), record.partition(), record.key(),
                new SourceNames(), Math.max(1, events), bytes);
        batch.append(sale);
        return batch;
    }

    /** Takes in an event if it is one of those that may travel together, and there is room; else returns false. */
    boolean add(Sale sale) {
        KafkaRecord record = sale.record();
        boolean fits = size < FULL_SIZE && bytes() < FULL_BYTES
                && theaterId == sale.theaterId() && partition == record.partition()
                && timeZone.equals(sale.timeZone()) && currency.equals(sale.currency())
                && topic.equals(record.topic()) && Arrays.equals(key, record.key());
        if (fits) {
            append(sale);
        }
        return fits;
    }

    private void append(Sale sale) {
        if (size == sequence.length) {
            grow(size * 2);
        }
        byte[] value = sale.record().value();
        int begin = bytes();
        if (values.length - begin < value.length) {
            values = Arrays.copyOf(values, Math.max(values.length * 2, begin + value.length));
        }
        System.arraycopy(value, 0, values, begin, value.length);
        source[size] = sources.numberOf(sale.source());
        sequence[size] = sale.sequence();
        occurredAt[size] = sale.occurredAt();
        movieId[size] = sale.movieId();
        refund[size] = sale.refund();
        tickets[size] = sale.tickets();
        amountMinor[size] = sale.amountMinor();
        offset[size] = sale.record().offset();
        if (sale.record().requestId() != null) {
            setRequestId(size, sale.record().requestId());
        }
        valueEnd[size] = begin + value.length;
        size++;
    }

    private void grow(int length) {
        source = Arrays.copyOf(source, length);
        sequence = Arrays.copyOf(sequence, length);
        occurredAt = Arrays.copyOf(occurredAt, length);
        movieId = Arrays.copyOf(movieId, length);
        refund = Arrays.copyOf(refund, length);
        tickets = Arrays.copyOf(tickets, length);
        amountMinor = Arrays.copyOf(amountMinor, length);
        offset = Arrays.copyOf(offset, length);
        requestId = requestId == null ? null : Arrays.copyOf(requestId, length);
        valueEnd = Arrays.copyOf(valueEnd, length);
    }

    private void setRequestId(int event, String id) {
        if (requestId == null) {
            requestId = new String[sequence.length];
        }
        requestId[event] = id;
    }

    /** The theater that earned it; the key of the job's state. */
    public long theaterId() {
        return theaterId;
    }

    /** IANA zone of the theater. */
    String timeZone() {
        return timeZone;
    }

    /** ISO 4217 code. */
    String currency() {
        return currency;
    }

    /** How many events there are, 1 or more. */
    int size() {
        return size;
    }

    /** Bytes of all records' values. */
    int bytes() {
        return size == 0 ? 0 : valueEnd[size - 1];
    }

    /** How many sources number the events; one that numbers many may count more than once. */
    int sourceCount() {
        return sources.count();
    }

    /** The number of the event's source within the batch, 0 to {@link #sourceCount} - 1. */
    int sourceNumber(int event) {
        return source[event];
    }

    /** Who numbers the event. */
    String source(int event) {
        return sources.name(source[event]);
    }

    /** The event's number at its source. */
    long sequence(int event) {
        return sequence[event];
    }

    /** When the event happened, in milliseconds since 1970. */
    long occurredAt(int event) {
        return occurredAt[event];
    }

    /** The movie. */
    long movieId(int event) {
        return movieId[event];
    }

    /** Whether money went back. */
    boolean isRefund(int event) {
        return refund[event];
    }

    /** How many tickets, 1 or more. */
    int tickets(int event) {
        return tickets[event];
    }

    /** The sum in minor units, 0 or more. */
    long amountMinor(int event) {
        return amountMinor[event];
    }

    /** The record that the event was read from, for the case that it is refused. */
    KafkaRecord record(int event) {
        int begin = event == 0 ? 0 : valueEnd[event - 1];
        return new KafkaRecord(
                topic, partition, offset[event], key, Arrays.copyOfRange(values, begin, valueEnd[event]),
                requestId == null ? null : requestId[event]);
    }

    /** Writes the batch for {@link #read}. */
    void write(DataOutputView out) throws IOException {
        out.writeLong(theaterId);
        NullableBytes.write(timeZone, out);
        NullableBytes.write(currency, out);
        NullableBytes.write(topic, out);
        out.writeInt(partition);
        NullableBytes.write(key, out);
        sources.write(out);
        out.writeInt(size);
        out.writeInt(bytes());
        for (int i = 0; i < size; i++) {
            out.writeInt(source[i]);
            out.writeLong(sequence[i]);
            out.writeLong(occurredAt[i]);
            out.writeLong(movieId[i]);
            out.writeBoolean(refund[i]);
            out.writeInt(tickets[i]);
            out.writeLong(amountMinor[i]);
            out.writeLong(offset[i]);
            out.writeInt(valueEnd[i]);
        }
        out.write(values, 0, bytes());
        out.writeBoolean(requestId != null);
        for (int i = 0; requestId != null && i < size; i++) {
            NullableBytes.write(requestId[i], out);
        }
    }

    /** Reads what {@link #write} wrote. Nothing can be added to such a batch. */
    static SalesBatch read(DataInputView in) throws IOException {
        long theaterId = in.readLong();
        String timeZone = NullableBytes.readText(in);
        String currency = NullableBytes.readText(in);
        String topic = NullableBytes.readText(in);
        int partition = in.readInt();
        byte[] key = NullableBytes.read(in);
        SourceNames sources = SourceNames.read(in);
        int events = in.readInt();
        SalesBatch batch = new SalesBatch(
                theaterId, timeZone, currency, topic, partition, key, sources, events, in.readInt());
        batch.readEvents(in);
        return batch;
    }

    private void readEvents(DataInputView in) throws IOException {
        while (size < sequence.length) {
            source[size] = in.readInt();
            sequence[size] = in.readLong();
            occurredAt[size] = in.readLong();
            movieId[size] = in.readLong();
            refund[size] = in.readBoolean();
            tickets[size] = in.readInt();
            amountMinor[size] = in.readLong();
            offset[size] = in.readLong();
            valueEnd[size] = in.readInt();
            size++;
        }
        in.readFully(values);
        if (in.readBoolean()) {
            for (int i = 0; i < size; i++) {
                setRequestId(i, NullableBytes.readText(in));
            }
        }
    }
}
