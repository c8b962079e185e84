package io.marquee.api.ticket;

import java.io.IOException;
import java.text.Bidi;
import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * Sets text of any script in one document. Each character comes from the first font that has it: Liberation Sans, the
 * owner's fonts, the viewer's East Asian ones. What none of them has is shown as an empty box, never as another
 * character.
 */
final class TicketText {

    private static final int BOX = 0x25A1;
    private static final String BRACKETS = "()[]{}<>«»‹›"; // in pairs that are each other's mirror image

    private final PDDocument document;
    private final List<Face> regular = new ArrayList<>();
    private final List<Face> bold = new ArrayList<>();
    private final Map<EastAsianFont, COSDictionary> eastAsian = new EnumMap<>(EastAsianFont.class);

    TicketText(PDDocument document, TicketFonts fonts) throws IOException {
        this.document = document;
        regular.add(new Face(fonts.regular()));
        bold.add(new Face(fonts.bold()));
        for (TrueTypeFont font : fonts.more()) {
            Face face = new Face(font);
            regular.add(face);
            bold.add(face);
        }
    }

    /** A font and, from its first use on, its embedded form. */
    private final class Face {
        private final TrueTypeFont font;
        private PDFont embedded;

        Face(TrueTypeFont font) {
            this.font = font;
        }

        boolean has(int codePoint) throws IOException {
            return font.getUnicodeCmapLookup().getGlyphId(codePoint) != 0;
        }

        PDFont embedded() throws IOException {
            if (embedded == null) {
                embedded = PDType0Font.load(document, font, true);
            }
            return embedded;
        }
    }

    /** Text in one font: in {@code face}, or in {@code eastAsian} when that is not null. */
    private record Run(String text, Face face, EastAsianFont eastAsian) {

        float width() throws IOException {
            return eastAsian != null
                    ? text.codePointCount(0, text.length())
                    : face.embedded().getStringWidth(text) / 1000;
        }
    }

    /** The width of a line, in the unit of {@code size}. */
    float width(String text, boolean heavy, float size) throws IOException {
        float width = 0;
        for (Run run : runs(text, heavy)) {
            width += run.width();
        }
        return width * size;
    }

    /** Draws a line from (x, y), its baseline, in the current colour. */
    @SuppressWarnings("deprecation") // only raw commands show text in a font that the viewer has and we have not
    void draw(PDPage page, PDPageContentStream content, String text, boolean heavy, float size, float x, float y)
            throws IOException {
        float at = x;
        for (Run run : runs(visual(text), heavy)) {
            content.beginText();
            if (run.eastAsian == null) {
                content.setFont(run.face.embedded(), size);
                content.newLineAtOffset(at, y);
                content.showText(run.text);
            } else {
                COSDictionary fonts = page.getResources().getCOSObject().getCOSDictionary(COSName.FONT);
                if (fonts == null) {
                    fonts = new COSDictionary();
                    page.getResources().getCOSObject().setItem(COSName.FONT, fonts);
                }
                COSName name = run.eastAsian.resourceName();
                fonts.setItem(name, eastAsian.computeIfAbsent(run.eastAsian, EastAsianFont::dictionary));
                content.newLineAtOffset(at, y);
                content.appendRawCommands("/" + name.getName() + " " + size + " Tf\n"
                        + EastAsianFont.operand(run.text) + " Tj\n");
            }
            content.endText();
            at += run.width() * size;
        }
    }

    /**
     * Breaks a text into lines.
     *
     * @param most how many lines there may be; the last one ends with an ellipsis when the text is longer
     */
    List<String> wrap(String text, boolean heavy, float size, float width, int most) throws IOException {
        String clean = clean(text);
        List<String> lines = new ArrayList<>();
        BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
        breaks.setText(clean);
        int start = 0;
        int end = 0;
        for (int next = breaks.next(); next != BreakIterator.DONE; next = breaks.next()) {
            if (end > start && width(clean.substring(start, next).strip(), heavy, size) > width) {
                lines.add(clean.substring(start, end).strip());
                start = end;
            }
            end = next;
        }
        lines.add(clean.substring(start).strip());
        if (lines.size() > most) {
            lines = new ArrayList<>(lines.subList(0, most));
            lines.set(most - 1, lines.get(most - 1) + "…");
        }
        for (int i = 0; i < lines.size(); i++) {
            lines.set(i, fit(lines.get(i), heavy, size, width));
        }
        return lines;
    }

    /** The text on one line, shortened with an ellipsis when it is too wide. */
    String fit(String text, boolean heavy, float size, float width) throws IOException {
        String clean = clean(text);
        if (width(clean, heavy, size) <= width) {
            return clean;
        }
        int end = clean.length();
        while (end > 0 && width(clean.substring(0, end).strip() + "…", heavy, size) > width) {
            end = clean.offsetByCodePoints(end, -1);
        }
        return clean.substring(0, end).strip() + "…";
    }

    private List<Run> runs(String text, boolean heavy) throws IOException {
        List<Run> runs = new ArrayList<>();
        List<Face> faces = heavy ? bold : regular;
        StringBuilder run = new StringBuilder();
        Face of = null;
        String clean = clean(text);
        for (int i = 0; i < clean.length(); i += Character.charCount(clean.codePointAt(i))) {
            int codePoint = clean.codePointAt(i);
            Face face = face(codePoint, faces);
            if (face == null && !EastAsianFont.isEastAsian(codePoint)) {
                codePoint = BOX;
                face = faces.get(0);
            }
            if (run.length() > 0 && face != of) {
                add(runs, run.toString(), of, faces);
                run.setLength(0);
            }
            of = face;
            run.appendCodePoint(codePoint);
        }
        if (run.length() > 0) {
            add(runs, run.toString(), of, faces);
        }
        return runs;
    }

    private static Face face(int codePoint, List<Face> faces) throws IOException {
        for (Face face : faces) {
            if (face.has(codePoint)) {
                return face;
            }
        }
        return null;
    }

    private static void add(List<Run> runs, String text, Face face, List<Face> faces) {
        if (face != null) {
            runs.add(new Run(text, face, null));
            return;
        }
        EastAsianFont.of(text).ifPresentOrElse(
                font -> runs.add(new Run(text, null, font)),
                () -> text.codePoints().mapToObj(Character::toString).forEach(one -> runs.add(
                        EastAsianFont.of(one)
                                .map(font -> new Run(one, null, font))
                                .orElse(new Run(Character.toString(BOX), faces.get(0), null)))));
    }

    /** Composed, since the fonts have more composed letters than marks to compose; without control characters. */
    private static String clean(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    }

    /** The characters in the order they stand on the line, left to right. */
    private static String visual(String text) {
        if (!Bidi.requiresBidi(text.toCharArray(), 0, text.length())) {
            return text;
        }
        Bidi bidi = new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT);
        byte[] levels = new byte[bidi.getRunCount()];
        String[] parts = new String[levels.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) bidi.getRunLevel(i);
            String part = text.substring(bidi.getRunStart(i), bidi.getRunLimit(i));
            parts[i] = levels[i] % 2 == 0 ? part : mirrored(part);
        }
        Bidi.reorderVisually(levels, 0, parts, 0, parts.length);
        return String.join("", parts);
    }

    private static String mirrored(String part) {
        StringBuilder mirrored = new StringBuilder(part).reverse();
        for (int i = 0; i < mirrored.length(); i++) {
            int bracket = BRACKETS.indexOf(mirrored.charAt(i));
            if (bracket >= 0) {
                mirrored.setCharAt(i, BRACKETS.charAt(bracket ^ 1));
            }
        }
        return mirrored.toString();
    }
}
