package io.marquee.api.ticket;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;

/**
 * The character collections that every PDF viewer knows (ISO 32000, 9.7.5.2). A font that names one is not embedded:
 * the viewer shows the text in an East Asian font of its own. A collection is chosen by the charset of its region.
 */
enum EastAsianFont {
    JAPANESE("windows-31j", "HeiseiKakuGo-W5", "Japan1", 4, "UniJIS-UTF16-H"),
    KOREAN("x-windows-949", "HYGoThic-Medium", "Korea1", 2, "UniKS-UTF16-H"),
    SIMPLIFIED_CHINESE("GBK", "STSong-Light", "GB1", 4, "UniGB-UTF16-H"),
    TRADITIONAL_CHINESE("Big5", "MSung-Light", "CNS1", 4, "UniCNS-UTF16-H");

    private final Charset charset;
    private final String font;
    private final String ordering;
    private final int supplement;
    private final String encoding;

    EastAsianFont(String charset, String font, String ordering, int supplement, String encoding) {
        this.charset = Charset.forName(charset);
        this.font = font;
        this.ordering = ordering;
        this.supplement = supplement;
        this.encoding = encoding;
    }

    /** Whether a character is one of those that the collections are for. */
    static boolean isEastAsian(int codePoint) {
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
            default -> {
                Character.UnicodeBlock block = Character.UnicodeBlock.of(codePoint);
                yield block == Character.UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION
                        || block == Character.UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS
                        || codePoint == 0x30FB || codePoint == 0x30FC; // the dot and the long vowel of katakana
            }
        };
    }

    /** The collection that has all characters of a text. */
    static Optional<EastAsianFont> of(String text) {
        for (EastAsianFont font : values()) {
            if (font.charset.newEncoder().canEncode(text)) {
                return Optional.of(font);
            }
        }
        return Optional.empty();
    }

    /** Its name among the resources of a page. */
    COSName resourceName() {
        return COSName.getPDFName(ordering);
    }

    /** The text as an operand of {@code Tj}. */
    static String operand(String text) {
        return "<" + new COSString(text.getBytes(StandardCharsets.UTF_16BE)).toHexString() + ">";
    }

    /** The font dictionary. All characters are one em wide, which is what {@code DW} says when it is left out. */
    COSDictionary dictionary() {
        COSDictionary system = new COSDictionary();
        system.setString(COSName.REGISTRY, "Adobe");
        system.setString(COSName.ORDERING, ordering);
        system.setInt(COSName.SUPPLEMENT, supplement);

        COSDictionary descriptor = new COSDictionary();
        descriptor.setItem(COSName.TYPE, COSName.FONT_DESC);
        descriptor.setName(COSName.FONT_NAME, font);
        descriptor.setInt(COSName.FLAGS, 4); // symbolic: not of the Latin character set
        COSArray box = new COSArray();
        for (int edge : new int[] {-100, -200, 1100, 900}) {
            box.add(COSInteger.get(edge));
        }
        descriptor.setItem(COSName.FONT_BBOX, box);
        descriptor.setInt(COSName.ITALIC_ANGLE, 0);
        descriptor.setInt(COSName.ASCENT, 880);
        descriptor.setInt(COSName.DESCENT, -120);
        descriptor.setInt(COSName.CAP_HEIGHT, 740);
        descriptor.setInt(COSName.STEM_V, 90);

        COSDictionary descendant = new COSDictionary();
        descendant.setItem(COSName.TYPE, COSName.FONT);
        descendant.setItem(COSName.SUBTYPE, COSName.CID_FONT_TYPE0);
        descendant.setName(COSName.BASE_FONT, font);
        descendant.setItem(COSName.CIDSYSTEMINFO, system);
        descendant.setItem(COSName.FONT_DESC, descriptor);
        COSArray descendants = new COSArray();
        descendants.add(descendant);

        COSDictionary dictionary = new COSDictionary();
        dictionary.setItem(COSName.TYPE, COSName.FONT);
        dictionary.setItem(COSName.SUBTYPE, COSName.TYPE0);
        dictionary.setName(COSName.BASE_FONT, font + "-" + encoding);
        dictionary.setName(COSName.ENCODING, encoding);
        dictionary.setItem(COSName.DESCENDANT_FONTS, descendants);
        return dictionary;
    }
}
