package io.marquee.api.drain;

import io.micronaut.context.annotation.Value;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this instance out of service without anyone noticing, before anything of it stops: readiness fails, and for
 * {@code marquee.drain.notice} everything is still served, so that a proxy learns of it and sends requests elsewhere;
 * answers ask for the connection to be closed. Then those who hold connections for long are told to go, no connection
 * is accepted any more, and what is under way is finished.
 *
 * <p>Micronaut's own graceful shutdown begins too late: by then sockets have been closed without a word.
 */
@Singleton
@Readiness
public class Drain implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Duration notice;
    private final Duration grace;
    private final List<Leaver> leavers;
    private volatile boolean begun;

    Drain(
            @Value("${marquee.drain.notice}") Duration notice,
            @Value("${marquee.drain.grace}") Duration grace,
            List<Leaver> leavers) {
        this.notice = notice;
        this.grace = grace;
        this.leavers = leavers;
    }

    /** Whether this instance is on its way out. */
    public boolean hasBegun() {
        return begun;
    }

    /**
     * Drains the instance and returns when nothing is under way any more, or when the grace period is over. The server
     * is to be stopped next.
     */
    public void run(EmbeddedServer server) {
        begun = true;
        LOG.info("Leaving: not ready any more, serving for another {} ms", notice.toMillis());
        try {
            TimeUnit.NANOSECONDS.sleep(notice.toNanos());
            leavers.forEach(Leaver::leave);
            if (server instanceof GracefulShutdownCapable connections) {
                connections.shutdownGracefully().toCompletableFuture().get(grace.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException late) {
            LOG.warn("Requests were still under way {} ms after the end", grace.toMillis());
        } catch (ExecutionException failed) {
            LOG.warn("Connections did not end well", failed.getCause());
        }
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(
                HealthResult.builder("drain", begun ? HealthStatus.DOWN : HealthStatus.UP).build());
    }
}
