package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection may ask before it has its answers. */
class PipelinedRequestsTest {

    private final Reads reads = new Reads();
    private final EmbeddedChannel channel = new EmbeddedChannel(reads, new UnfinishedBody.Watch(
            new UnfinishedBodies(new SimpleMeterRegistry(), Duration.ofMinutes(1), 1_000)));

    PipelinedRequestsTest() {
        channel.config().setAutoRead(false);
        reads.count = 0;
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void nothingMoreIsReadWhileManyWait() {
        request(8);
        channel.read();
        assertThat(reads.count).isEqualTo(1);

        request(2);
        channel.read();
        assertThat(reads.count).as("with 10 unanswered").isEqualTo(1);
        answer();
        assertThat(reads.count).as("with 9 unanswered").isEqualTo(1);
        answer();
        assertThat(reads.count).as("with 8 unanswered").isEqualTo(2);
        answer();
        assertThat(reads.count).as("nobody asked to read").isEqualTo(2);
    }

    @Test
    void nothingMoreIsReadOfWhoDoesNotRead() {
        request(1);
        channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
        assertThat(channel.isWritable()).isFalse();
        channel.read();
        assertThat(reads.count).isZero();

        channel.flush();
        channel.runPendingTasks();
        assertThat(channel.isWritable()).isTrue();
        assertThat(reads.count).isEqualTo(1);
    }

    private void request(int times) {
        for (int n = 0; n < times; n++) {
            channel.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/genres"));
        }
    }

    private void answer() {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    private static final class Reads extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void read(ChannelHandlerContext context) {
            count++;
            context.read();
        }
    }
}
