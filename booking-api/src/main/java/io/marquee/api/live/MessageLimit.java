package io.marquee.api.live;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
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
import io.netty.util.ReferenceCountUtil;
import jakarta.inject.Singleton;

/**
 * Ends connections whose messages are longer than a watcher's may be, before they take memory: those that come in ever
 * more frames, and those that only unpacked are long.
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

        private int bytes; // of the message that is coming
        private boolean ended;

        @Override
        public void channelRead(ChannelHandlerContext context, Object received) {
            if (!(received instanceof WebSocketFrame frame)) {
                context.fireChannelRead(received);
            } else if (ended || isTooLong(frame)) {
                ReferenceCountUtil.release(received);
                if (!ended) {
                    ended = true;
                    context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG))
                            .addListener(ChannelFutureListener.CLOSE);
                }
            } else {
                context.fireChannelRead(received);
            }
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
