package io.marquee.generator.measure;

import java.io.IOException;
import java.sql.SQLException;

/** One client that holds seats and pays for them, one after the other. */
interface Seller extends AutoCloseable {

    /**
     * Holds one seat and pays for it.
     *
     * @param holder number of the holder, from 0 to {@link BenchTheater#HOLDERS} exclusive
     * @throws IllegalStateException when the seat was refused, or the payment
     */
    void sell(long showtime, String seat, int holder) throws Exception;

    @Override
    void close() throws IOException, SQLException;
}
