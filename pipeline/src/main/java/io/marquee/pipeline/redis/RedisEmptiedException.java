package io.marquee.pipeline.redis;

/**
 * Redis does not bear the marks that a write was to find: it was emptied meanwhile, or another began to fill it. The
 * write changed nothing.
 */
public final class RedisEmptiedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** An exception without a trace; it is part of the usual course. */
    public RedisEmptiedException() {
        super("Redis was emptied, or another fills it", null, false, false);
    }
}
