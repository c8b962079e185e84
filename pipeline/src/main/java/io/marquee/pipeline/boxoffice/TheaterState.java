package io.marquee.pipeline.boxoffice;

import java.util.function.Function;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Values of theaters in Flink's keyed state, as bytes whose first says their format: a later version of the job reads
 * what an earlier one wrote, whatever becomes of the classes.
 */
final class TheaterState<N, V> implements WriteBackCache.Store<N, V> {

    private final AbstractStreamOperator<?> operator;
    private final MapState<String, byte[]> state;
    private final Function<N, String> naming;
    private final Function<V, byte[]> writer;
    private final Function<byte[], V> reader;

    TheaterState(
            AbstractStreamOperator<?> operator,
            MapState<String, byte[]> state,
            Function<N, String> naming,
            Function<V, byte[]> writer,
            Function<byte[], V> reader) {
        this.operator = operator;
        this.state = state;
        this.naming = naming;
        this.writer = writer;
        this.reader = reader;
    }

    private interface Access<R> {
        R run() throws Exception;
    }

    @Override
    public V load(long theaterId, N name) {
        byte[] stored = in(theaterId, () -> state.get(naming.apply(name)));
        return stored == null ? null : reader.apply(stored);
    }

    @Override
    public void save(long theaterId, N name, V value) {
        in(theaterId, () -> {
            state.put(naming.apply(name), writer.apply(value));
            return null;
        });
    }

    @Override
    public void delete(long theaterId, N name) {
        in(theaterId, () -> {
            state.remove(naming.apply(name));
            return null;
        });
    }

    // The theater in question need not be the one whose event is being worked on.
    private <R> R in(long theaterId, Access<R> access) {
        Object current = operator.getCurrentKey();
        boolean other = current == null || (Long) current != theaterId;
        if (other) {
            operator.setCurrentKey(theaterId);
        }
        try {
            return access.run();
        } catch (Exception broken) {
            throw new FlinkRuntimeException("state of theater " + theaterId + " cannot be reached", broken);
        } finally {
            if (other && current != null) {
                operator.setCurrentKey(current);
            }
        }
    }
}
