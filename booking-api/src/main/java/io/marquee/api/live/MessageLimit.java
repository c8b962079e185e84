package io.marquee.api.live;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.micronaut.http.server.netty.websocket.NettyServerWebSocketHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections of whoever says more than a watcher has to say, before that takes memory or time: messages that are
 * too long, those that come in ever more frames and those that only unpacked are long included, and too many frames of
 * any kind. A client that does not read gets no answer to its pings, which would wait here for it.
 */
@Singleton
final class MessageLimit implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(null));
        return event.getBean();
    }

    private record Customizer(Channel channel) implements NettyServerCustomizer {

        @Override
        public NettyServerCustomizer specializeForChannel(Channel of, ChannelRole role) {
            return new Customizer(of);
        }

        @Override
        public void onStreamPipelineBuilt() {
            ChannelPipeline pipeline = channel.pipeline();
            if (pipeline.get(WebSocketServerCompressionHandler.class) == null) {
                return; // a stream of HTTP/2, over which Micronaut speaks no WebSocket
            }
            // Micronaut's own unpacks without a limit.
            pipeline.replace(
                    WebSocketServerCompressionHandler.class, "marquee-compression",
                    new WebSocketServerCompressionHandler(LiveSocket.MOST_BYTES));
            pipeline.addBefore(ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND, "marquee-messages", new Limit());
        }
    }

    private static final class Limit extends ChannelInboundHandlerAdapter {

        private static final int FRAMES_PER_WINDOW = 200;
        private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
        private static final Duration FAREWELL = Duration.ofSeconds(5);

        private int bytes; // of the message that is coming
        private int frames; // since the window began
        private long windowStart = System.nanoTime();
        private boolean ended;

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            if (!(received instanceof WebSocketFrame frame)) {
                context.fireChannelRead(received);
                return;
            }
            if (!ended && isTooLong(frame)) {
                end(context, WebSocketCloseStatus.MESSAGE_TOO_BIG);
            } else if (!ended && areTooMany()) {
                end(context, WebSocketCloseStatus.POLICY_VIOLATION);
            }
            if (ended || isInVain(context, frame)) {
                frame.release();
            } else {
                context.fireChannelRead(frame);
            }
        }

        // It hears why if it reads; it is rid of, and no more of it is read, in any case.
        private void end(ChannelHandlerContext context, WebSocketCloseStatus why) {
            ended = true;
            context.channel().config().setAutoRead(false);
            if (context.channel().isWritable()) {
                context.writeAndFlush(new CloseWebSocketFrame(why)).addListener(ChannelFutureListener.CLOSE);
                context.executor().schedule(
                        () -> context.channel().close(), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                context.channel().close();
            }
        }

        private static boolean isInVain(ChannelHandlerContext context, WebSocketFrame frame) {
            // What comes before the handshake is through would be taken for a request; so would be its end.
            boolean early = context.pipeline().get(NettyServerWebSocketHandler.ID) == null;
            if (early && frame instanceof CloseWebSocketFrame) {
                context.channel().close();
            }
            return early || frame instanceof PingWebSocketFrame && !context.channel().isWritable();
        }

        private boolean areTooMany() {
            long now = System.nanoTime();
            if (now - windowStart > WINDOW_NANOS) {
                windowStart = now;
                frames = 0;
            }
            return ++frames > FRAMES_PER_WINDOW;
        }

        private boolean isTooLong(WebSocketFrame frame) {
            if (frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame
                    || frame instanceof CloseWebSocketFrame) {
                return false; // short by themselves, and may come between the frames of a message
            }
            bytes += frame.content().readableBytes();
            boolean tooLong = bytes > LiveSocket.MOST_BYTES;
            if (frame.isFinalFragment()) {
                bytes = 0;
            }
            return tooLong;
        }
    }
}
