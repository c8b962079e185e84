package io.marquee.api.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets no chunk pass whose size has anything behind it but an extension (RFC 9112, section 7.1). Netty reads
 * {@code 0 z} as the end of a body, which others, on the way to here, may not. It stands before Netty's decoder and
 * hands it the bytes in pieces that end where the head of a request does, so as to know then whether chunks follow;
 * what is no size it replaces by what is none for the decoder either.
 */
final class StrictChunks extends ChannelInboundHandlerAdapter {

    private enum At { HEAD, SIZE, DATA, AFTER_DATA, TRAILER, BROKEN }

    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(;[^\\n]*)?\\r?\\n");
    private static final int LONGEST_LINE = 1_000;
    private static final byte[] NO_SIZE = {'!', '\r', '\n'};

    private At at = At.HEAD;
    private boolean lineIsEmpty;
    private boolean ended; // what an empty line ends
    private boolean chunksFollow;
    private long left; // of a chunk
    private final StringBuilder line = new StringBuilder();

    /** What stands behind the decoder, next to it, and tells of heads. */
    ChannelHandler heads() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest request) {
                    chunksFollow = HttpUtil.isTransferEncodingChunked(request);
                }
                context.fireChannelRead(message);
            }
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            while (bytes.isReadable() && at != At.BROKEN) {
                pass(context, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void pass(ChannelHandlerContext context, ByteBuf bytes) {
        switch (at) {
            case HEAD -> {
                chunksFollow = false;
                context.fireChannelRead(throughEmptyLine(bytes));
                if (chunksFollow) {
                    at = At.SIZE;
                }
            }
            case TRAILER -> {
                ByteBuf some = throughEmptyLine(bytes);
                if (ended) {
                    at = At.HEAD;
                    lineIsEmpty = false;
                }
                context.fireChannelRead(some);
            }
            case DATA -> {
                int some = (int) Math.min(left, bytes.readableBytes());
                left -= some;
                at = left == 0 ? At.AFTER_DATA : At.DATA;
                context.fireChannelRead(bytes.readRetainedSlice(some));
            }
            case AFTER_DATA -> {
                int end = bytes.bytesBefore((byte) '\n');
                at = end < 0 ? At.AFTER_DATA : At.SIZE;
                context.fireChannelRead(bytes.readRetainedSlice(end < 0 ? bytes.readableBytes() : end + 1));
            }
            default -> passSize(context, bytes);
        }
    }

    // A line counts as empty without its CR, as the decoder sees it.
    private ByteBuf throughEmptyLine(ByteBuf bytes) {
        ended = false;
        for (int index = bytes.readerIndex(); index < bytes.writerIndex(); index++) {
            byte one = bytes.getByte(index);
            if (one == '\n' && lineIsEmpty) {
                ended = true;
                return bytes.readRetainedSlice(index + 1 - bytes.readerIndex());
            }
            lineIsEmpty = one == '\n' || one == '\r' && lineIsEmpty;
        }
        return bytes.readRetainedSlice(bytes.readableBytes());
    }

    // The decoder gets it as a whole, or not at all.
    private void passSize(ChannelHandlerContext context, ByteBuf bytes) {
        int end = bytes.bytesBefore((byte) '\n');
        int length = end < 0 ? bytes.readableBytes() : end + 1;
        line.append(bytes.readCharSequence(Math.min(length, LONGEST_LINE), StandardCharsets.ISO_8859_1));
        if (end < 0 && line.length() < LONGEST_LINE) {
            return;
        }
        Matcher size = SIZE.matcher(line);
        if (size.matches()) {
            left = Long.parseLong(size.group(1), 16);
            at = left == 0 ? At.TRAILER : At.DATA;
            lineIsEmpty = true;
            ByteBuf whole = ByteBufUtil.encodeString(
                    context.alloc(), CharBuffer.wrap(line), StandardCharsets.ISO_8859_1);
            line.setLength(0);
            context.fireChannelRead(whole);
        } else {
            at = At.BROKEN;
            context.fireChannelRead(Unpooled.wrappedBuffer(NO_SIZE));
        }
    }
}
