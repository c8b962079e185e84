package io.marquee.api.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands a connection's requests on a few at a time, so that whoever sends hundreds in one packet takes turns with the
 * other connections. Nothing more is read of whoever has many requests waiting, or does not read the answers.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

    /** Requests of one connection that are worked on at once, or are begun in one turn. */
    static final int MOST_AT_ONCE = 8;

    // What came behind a request that has to wait; its size is bounded by that of one read.
    private final Queue<Object> waiting = new ArrayDeque<>();
    private int unanswered;
    private int begun; // in this turn
    private boolean turnComes;
    private boolean readWaits;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (waiting.isEmpty() && mayPass(context, message)) {
            pass(context, message);
        } else {
            waiting.add(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        begun = 0;
        context.fireChannelReadComplete();
        goOn(context);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        readWaits = !waiting.isEmpty() || isBusy(context);
        if (!readWaits) {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse answer
                && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            unanswered--;
        }
        context.write(message, promise);
        goOn(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        goOn(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    // The parts of a body follow their request; no other connection is kept from anything by those.
    private boolean mayPass(ChannelHandlerContext context, Object message) {
        return !(message instanceof HttpRequest) || begun < MOST_AT_ONCE && !isBusy(context);
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            begun++;
        }
        context.fireChannelRead(message);
    }

    private boolean isBusy(ChannelHandlerContext context) {
        return unanswered >= MOST_AT_ONCE || !context.channel().isWritable();
    }

    private void goOn(ChannelHandlerContext context) {
        if (turnComes || isBusy(context)) {
            return;
        }
        if (!waiting.isEmpty()) {
            turnComes = true;
            context.executor().execute(() -> takeTurn(context)); // behind what the other connections have to do
        } else if (readWaits) {
            readWaits = false;
            context.read();
        }
    }

    private void takeTurn(ChannelHandlerContext context) {
        while (!waiting.isEmpty() && mayPass(context, waiting.element())) {
            pass(context, waiting.remove());
        }
        turnComes = false;
        channelReadComplete(context);
    }

    private void forget() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
