package io.marquee.api.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What has come of a request's body whose end has not come yet. */
final class UnfinishedBody {

    private final Watch watch;
    private Future<?> deadline;

    /** In bytes; {@link UnfinishedBodies} alone reads and changes it. */
    long weight;

    private UnfinishedBody(Watch watch) {
        this.watch = watch;
    }

    /** Gives up waiting for it: whoever reads it is told so, and answers. From any thread; nothing if it ended. */
    void refuse(String reason) {
        watch.refuse(this, reason);
    }

    /** Watches a connection. A body that comes with its request, in one read, costs nothing here. */
    static final class Watch extends ChannelDuplexHandler {

        // What is kept for each piece besides its bytes, so that a body in a million pieces weighs what it costs.
        private static final int PIECE = 256;

        private final UnfinishedBodies all;
        private ChannelHandlerContext context;
        private int unanswered; // requests, of which the last one's body is looked at
        private boolean coming;
        private boolean deaf; // for what comes after a body of which nobody knows the end
        private long unweighed;
        private UnfinishedBody body; // null until a read ended without the end of the body

        Watch(UnfinishedBodies all) {
            this.all = all;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (deaf && !coming) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpRequest request) {
                unanswered++;
                coming = true;
                deaf = !RequestBodies.isKnown(request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING));
            } else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
                content.release();
                end(); // nothing of this connection can be read any more
                giveUp(UnfinishedBodyException.broken());
                return;
            }
            if (message instanceof HttpContent content) {
                unweighed += PIECE + content.content().readableBytes();
                if (message instanceof LastHttpContent) {
                    end();
                }
            }
            channel.fireChannelRead(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext channel) {
            if (coming) {
                if (body == null) {
                    body = new UnfinishedBody(this);
                    body.deadline = schedule(body, all.deadline());
                }
                long more = unweighed;
                unweighed = 0;
                if (unanswered > 0) { // else it is dropped as it comes
                    all.grow(body, more);
                }
            }
            channel.fireChannelReadComplete();
        }

        @Override
        public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse answer
                    && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL
                    && --unanswered == 0) {
                if (body != null) {
                    all.forget(body);
                }
                if (deaf) {
                    answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                }
            }
            boolean isEnd = deaf && unanswered == 0 && message instanceof LastHttpContent;
            channel.write(message, isEnd ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
        }

        @Override
        public void channelInactive(ChannelHandlerContext channel) {
            end();
            channel.fireChannelInactive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext channel) {
            end();
        }

        private Future<?> schedule(UnfinishedBody late, Duration after) {
            return context.executor().schedule(
                    () -> refuse(late, "The body was not there as a whole within " + after.toMillis() / 1_000.0
                            + " seconds."),
                    after.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void refuse(UnfinishedBody refused, String reason) {
            if (!context.executor().inEventLoop()) {
                context.executor().execute(() -> refuse(refused, reason));
            } else if (refused == body) {
                end(); // what comes of it yet is dropped, until the connection ends
                giveUp(UnfinishedBodyException.late(reason));
            }
        }

        private void giveUp(UnfinishedBodyException why) {
            if (unanswered > 0) {
                context.fireExceptionCaught(why);
            } else {
                context.close();
            }
        }

        private void end() {
            coming = false;
            unweighed = 0;
            if (body != null) {
                body.deadline.cancel(false);
                all.forget(body);
                body = null;
            }
        }
    }
}
