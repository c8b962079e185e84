package io.marquee.pipeline.boxoffice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Bytes and texts on their way between operators, any of which may be missing. */
final class NullableBytes {

    private static final int NONE = -1;

    private NullableBytes() {}

    static void write(byte[] bytes, DataOutputView out) throws IOException {
        if (bytes == null) {
            out.writeInt(NONE);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    static void write(String text, DataOutputView out) throws IOException {
        write(text == null ? null : text.getBytes(UTF_8), out);
    }

    static byte[] read(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == NONE) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    static String readText(DataInputView in) throws IOException {
        byte[] bytes = read(in);
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
