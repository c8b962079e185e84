package io.marquee.api.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.convert.format.ReadableBytes;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds what senders of endless or slow bodies can take: the time of each body, and the memory of all bodies that are
 * not whole yet. When that is full, those that have been coming longest make room; a body of an honest sender is there
 * within milliseconds. It also sees that the chunks of bodies are well-formed, and that requests come a few at a time.
 */
@Singleton
final class UnfinishedBodies implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    private static final int MOST_PER_READ = 16_384; // bytes

    private final Duration deadline;
    private final long most;
    private final Set<UnfinishedBody> oldestFirst = new LinkedHashSet<>();
    private long bytes;

    /**
     * @param deadline for a body to be there as a whole, from its first byte on
     * @param most bytes of unfinished bodies, over all connections
     */
    UnfinishedBodies(
            MeterRegistry meters,
            @Value("${marquee.body.deadline}") Duration deadline,
            @ReadableBytes @Value("${marquee.body.most-unfinished}") long most) {
        this.deadline = deadline;
        this.most = most;
        Gauge.builder("marquee.bodies.unfinished", this, UnfinishedBodies::bytes)
                .baseUnit("bytes")
                .description("What has come of requests' bodies that are not whole yet")
                .register(meters);
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(null));
        return event.getBean();
    }

    Duration deadline() {
        return deadline;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Takes note that more of a body has come, and makes room if that was too much. */
    void grow(UnfinishedBody body, long by) {
        UnfinishedBody longest = null;
        synchronized (this) {
            oldestFirst.add(body);
            body.weight += by;
            bytes += by;
            if (bytes > most) {
                longest = oldestFirst.iterator().next();
                forget(longest);
            }
        }
        if (longest != null) {
            longest.refuse("The server needs the room that this unfinished body takes; send it again, in one go.");
        }
    }

    /** The body is whole, or nobody waits for it any more. */
    synchronized void forget(UnfinishedBody body) {
        if (oldestFirst.remove(body)) {
            bytes -= body.weight;
        }
        body.weight = 0;
    }

    private final class Customizer implements NettyServerCustomizer {

        private final Channel channel;

        Customizer(Channel channel) {
            this.channel = channel;
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel of, ChannelRole role) {
            return new Customizer(of);
        }

        @Override
        public void onStreamPipelineBuilt() {
            // All of one read is taken apart before another connection's turn comes.
            channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(64, 2_048, MOST_PER_READ));
            String decoder = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
            if (channel.pipeline().context(decoder) != null) { // HTTP/2 has no chunks
                StrictChunks chunks = new StrictChunks();
                channel.pipeline()
                        .addBefore(decoder, "marquee-strict-chunks", chunks)
                        .addAfter(decoder, "marquee-heads", chunks.heads());
            }
            String inbound = ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND;
            channel.pipeline()
                    .addBefore(inbound, "marquee-pipelined-requests", new PipelinedRequests())
                    .addBefore(inbound, "marquee-unfinished-body", new UnfinishedBody.Watch(UnfinishedBodies.this));
        }
    }
}
