package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection may ask before it has its answers. */
class PipelinedRequestsTest {

    private final Reads reads = new Reads();
    private final Server server = new Server();
    private final EmbeddedChannel channel = new EmbeddedChannel(reads, new PipelinedRequests(), server);

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
        request(7);
        channel.read();
        assertThat(reads.count).as("with 7 unanswered").isEqualTo(1);

        request(3);
        channel.read();
        assertThat(server.asked).as("the others wait").isEqualTo(8);
        answer(2);
        assertThat(server.asked).isEqualTo(10);
        assertThat(reads.count).as("with 8 unanswered").isEqualTo(1);
        answer(1);
        assertThat(reads.count).as("with 7 unanswered").isEqualTo(2);
        answer(1);
        assertThat(reads.count).as("nobody asked to read").isEqualTo(2);
    }

    @Test
    void fewAreBegunInOneTurnThoughAnsweredAtOnce() {
        server.answersAtOnce = true;
        request(30);
        assertThat(server.ends).as("what had been begun by the end of each turn").containsExactly(8);
        channel.runPendingTasks();
        assertThat(server.ends).containsExactly(8, 16, 24, 30);
    }

    @Test
    void bodiesFollowTheirRequests() {
        request(8);
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/events"));
        channel.writeInbound(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[5])));
        assertThat(server.bytes).isZero();
        answer(1);
        assertThat(server.asked).isEqualTo(9);
        assertThat(server.bytes).isEqualTo(5);
        channel.writeInbound(new DefaultLastHttpContent(Unpooled.wrappedBuffer(new byte[2])));
        assertThat(server.bytes).as("the rest of what is begun").isEqualTo(7);
    }

    @Test
    void whatWaitsIsForgottenWithItsConnection() {
        request(8);
        DefaultFullHttpRequest late = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/events", Unpooled.wrappedBuffer(new byte[5]));
        channel.writeInbound(late);
        assertThat(late.refCnt()).isEqualTo(1);
        channel.close();
        assertThat(late.refCnt()).isZero();
        assertThat(server.asked).isEqualTo(8);
    }

    @Test
    void nothingMoreIsReadOfWhoDoesNotRead() {
        request(1);
        channel.write(Unpooled.wrappedBuffer(new byte[1 << 20]));
        assertThat(channel.isWritable()).isFalse();
        request(1);
        channel.read();
        assertThat(reads.count).isZero();
        assertThat(server.asked).isEqualTo(1);

        channel.flush();
        channel.runPendingTasks();
        assertThat(channel.isWritable()).isTrue();
        assertThat(reads.count).isEqualTo(1);
        assertThat(server.asked).isEqualTo(2);
    }

    private void request(int times) {
        for (int n = 0; n < times; n++) {
            channel.pipeline().fireChannelRead(
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/genres"));
        }
        channel.pipeline().fireChannelReadComplete();
    }

    private void answer(int times) {
        for (int n = 0; n < times; n++) {
            channel.writeOutbound(ok());
        }
        channel.runPendingTasks();
    }

    private static DefaultFullHttpResponse ok() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    }

    private static final class Server extends ChannelInboundHandlerAdapter {
        private boolean answersAtOnce;
        private int asked;
        private int bytes;
        private final List<Integer> ends = new ArrayList<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest) {
                asked++;
                if (answersAtOnce) {
                    context.write(ok());
                }
            }
            if (message instanceof HttpContent content) {
                bytes += content.content().readableBytes();
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            ends.add(asked);
        }
    }

    private static final class Reads extends ChannelOutboundHandlerAdapter {
        private int count;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse) { // on whose way the embedded channel would take all turns at once
                ReferenceCountUtil.release(message);
                promise.setSuccess();
            } else {
                context.write(message, promise);
            }
        }

        @Override
        public void read(ChannelHandlerContext context) {
            count++;
            context.read();
        }
    }
}
