package io.marquee.api.ticket;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.OpenTypeFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fonts of the tickets: Liberation Sans, which has Latin, Greek, Cyrillic and Hebrew, and what the owner adds as
 * {@code marquee.ticket.fonts}. Files are read once; each document parses them anew, as fonts are not thread-safe.
 */
@Singleton
class TicketFonts {

    private static final Logger LOG = LoggerFactory.getLogger(TicketFonts.class);
    private static final String FOLDER = "/liberation/";

    private final byte[] regular;
    private final byte[] bold;
    private final List<byte[]> more = new ArrayList<>();

    /**
     * Reads the fonts.
     *
     * @param files further TrueType fonts (.ttf, or .ttc, of which the first font is taken), asked in this order for
     *     what Liberation Sans lacks; one that cannot be used is left out with a warning
     * @throws IOException when Liberation Sans is not there
     */
    TicketFonts(@Value("${marquee.ticket.fonts:}") List<String> files) throws IOException {
        this.regular = resource("LiberationSans-Regular.ttf");
        this.bold = resource("LiberationSans-Bold.ttf");
        for (String file : files) {
            if (!file.isBlank()) {
                add(file.strip());
            }
        }
    }

    // Tickets without a font are better than no API: what the font was for shows as if it were not configured.
    private void add(String file) {
        try {
            byte[] font = Files.readAllBytes(Path.of(file));
            if (parse(font) instanceof OpenTypeFont open && open.isPostScript()) {
                LOG.warn("{} has PostScript outlines, which cannot be embedded; tickets do without it", file);
            } else {
                more.add(font);
            }
        } catch (IOException | InvalidPathException e) {
            LOG.warn("{} is not a font that can be read; tickets do without it: {}", file, e.toString());
        }
    }

    TrueTypeFont regular() throws IOException {
        return parse(regular);
    }

    TrueTypeFont bold() throws IOException {
        return parse(bold);
    }

    List<TrueTypeFont> more() throws IOException {
        List<TrueTypeFont> parsed = new ArrayList<>();
        for (byte[] font : more) {
            parsed.add(parse(font));
        }
        return parsed;
    }

    @SuppressWarnings("resource") // over an array in memory there is nothing to close, and the font reads from it later
    private static TrueTypeFont parse(byte[] font) throws IOException {
        if (font.length > 4 && font[0] == 't' && font[1] == 't' && font[2] == 'c' && font[3] == 'f') {
            List<TrueTypeFont> fonts = new ArrayList<>();
            new TrueTypeCollection(new ByteArrayInputStream(font)).processAllFonts(fonts::add);
            return fonts.get(0);
        }
        return new TTFParser().parse(new RandomAccessReadBuffer(font));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TicketFonts.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("The font " + name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
