package io.marquee.pipeline.redis;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What is kept in Redis, and how it can be made again. Everything it writes carries a version that Redis compares, so
 * that writing anything twice, or late, or by two writers at once, changes nothing.
 *
 * @param <T> what comes in
 */
public interface RedisView<T> extends Serializable {

    /** A short name, for the thread and for the key that marks Redis as filled. */
    String name();

    /** What all keys of this view begin with; nothing, unless it is a copy beside the one that is read. */
    default String prefix() {
        return "";
    }

    /** How many rows an element has, for the limit of what may wait. */
    int rows(T element);

    /**
     * When the oldest event happened that an element brings, in milliseconds since 1970; {@link Long#MAX_VALUE} where
     * it brings none.
     */
    default long oldestEvent(T element) {
        return Long.MAX_VALUE;
    }

    /**
     * Writes elements, oldest first.
     *
     * @param repeated whether some of it may have been written before, by an attempt that failed half-way
     * @param marks one of which Redis bears
     * @throws RedisEmptiedException when it bears none any more
     */
    void write(List<T> elements, boolean repeated, Marks marks, RedisConnection redis) throws RedisEmptiedException;

    /**
     * Fills Redis from PostgreSQL.
     *
     * @param marks of which Redis bears the one of being filled
     * @param goesOn to be called after each batch of rows, so that no other takes this one for dead and begins too
     * @return rows written
     * @throws SQLException when PostgreSQL cannot tell; Redis stays as far as it got
     * @throws RedisEmptiedException when Redis does not bear that mark any more
     */
    long refill(Marks marks, RedisConnection redis, Connection postgres, Runnable goesOn)
            throws SQLException, RedisEmptiedException;
}
