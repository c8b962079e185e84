package io.marquee.pipeline.boxoffice;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Numbers the sources of a batch, so that each name travels once and is looked for once. */
final class SourceNames {

    // More than a house has tills. A source that is not among the latest gets another number, which does no harm.
    private static final int COMPARED = 32;

    private String[] names;
    private int count;

    SourceNames() {
        this(4);
    }

    private SourceNames(int room) {
        names = new String[room];
    }

    /** The number of that name, 0 to {@link #count} - 1; a new one for a name that is not among the latest. */
    int numberOf(String name) {
        for (int i = count - 1; i >= Math.max(0, count - COMPARED); i--) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        if (count == names.length) {
            names = Arrays.copyOf(names, count * 2);
        }
        names[count] = name;
        return count++;
    }

    String name(int number) {
        return names[number];
    }

    /** How many numbers there are. */
    int count() {
        return count;
    }

    /** Writes them for {@link #read}. */
    void write(DataOutputView out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            NullableBytes.write(names[i], out);
        }
    }

    /** Reads what {@link #write} wrote. */
    static SourceNames read(DataInputView in) throws IOException {
        SourceNames read = new SourceNames(in.readInt());
        while (read.count < read.names.length) {
            read.names[read.count++] = NullableBytes.readText(in);
        }
        return read;
    }
}
