package io.marquee.pipeline.redis;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/** A connection for one thread. Every method throws {@link redis.clients.jedis.exceptions.JedisException}. */
public final class RedisConnection implements AutoCloseable {

    /**
     * One run of a script.
     *
     * @param keys what it changes
     * @param args everything else it gets
     */
    public record Call(List<String> keys, List<String> args) {}

    private final RedisClient client;
    private final Set<String> loaded = new HashSet<>();

    /** @param uri such as {@code redis://localhost:6379}; connects with the first command */
    public RedisConnection(String uri) {
        this.client = RedisClient.create(URI.create(uri));
    }

    /** Runs a script many times in one round trip; the answers are in the order of the calls. */
    public List<Object> run(Script script, List<Call> calls) {
        if (loaded.add(script.sha1())) {
            client.scriptLoad(script.text());
        }
        List<Response<Object>> answers = new ArrayList<>(calls.size());
        pipelined(pipeline -> {
            for (Call call : calls) {
                answers.add(pipeline.evalsha(script.sha1(), call.keys(), call.args()));
            }
        });
        return answers.stream().map(Response::get).toList();
    }

    /** Sends commands in one round trip. */
    public void pipelined(Consumer<AbstractPipeline> commands) {
        try (AbstractPipeline pipeline = client.pipelined()) {
            commands.accept(pipeline);
            pipeline.sync();
        }
    }

    /** Names this run of the server: another one after each restart, and on each replica. */
    String runId() {
        for (String line : client.info("server").split("\r?\n")) {
            if (line.startsWith("run_id:")) {
                return line.substring("run_id:".length()).strip();
            }
        }
        return "unknown";
    }

    String get(String key) {
        return client.get(key);
    }

    @Override
    public void close() {
        client.close();
    }
}
