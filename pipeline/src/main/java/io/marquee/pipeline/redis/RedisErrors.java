package io.marquee.pipeline.redis;

import java.util.Set;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Tells errors that pass from those that stay. */
final class RedisErrors {

    // The first word of an error reply. Loading after a start, a script that runs long, a failover in progress, a full
    // disk or memory: all of them end without us. NOSCRIPT follows a restart; the script is loaded again.
    private static final Set<String> PASSING = Set.of(
            "LOADING", "BUSY", "MASTERDOWN", "READONLY", "TRYAGAIN", "CLUSTERDOWN", "NOREPLICAS", "NOSCRIPT", "OOM",
            "MISCONF", "UNKILLABLE");

    private RedisErrors() {}

    /** Whether the same command may succeed later. */
    static boolean passes(JedisException error) {
        if (!(error instanceof JedisDataException)) {
            return true; // no reply at all: connection lost, refused, timed out
        }
        String message = String.valueOf(error.getMessage());
        return PASSING.contains(message.split(" ", 2)[0]) || message.contains("max number of clients reached");
    }
}
