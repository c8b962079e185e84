package io.marquee.api.ticket;

import com.google.zxing.common.BitMatrix;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** Draws tickets: a page of A5 across for each seat, what to know on the left, the QR code on the stub. */
@Singleton
class TicketPdf {

    private static final float WIDTH = 595;
    private static final float HEIGHT = 420;
    private static final float BAND = 64; // the dark band on top
    private static final float LEFT = 36;
    private static final float STUB = 392; // where the stub begins
    private static final float SECOND = 172; // columns of the facts
    private static final float THIRD = 282;
    private static final float TEXT_WIDTH = STUB - LEFT - 24;
    private static final float CODE = 163;
    private static final float CODE_LEFT = STUB + (WIDTH - STUB - CODE) / 2;

    private static final float[] INK = {0.10f, 0.11f, 0.17f};
    private static final float[] GREY = {0.42f, 0.44f, 0.50f};
    private static final float[] GOLD = {0.95f, 0.70f, 0.22f};
    private static final float[] PALE = {0.965f, 0.96f, 0.945f};
    private static final float[] WHITE = {1, 1, 1};

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    // In the hour that a change of clocks repeats, the zone's short name tells which one is meant.
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);

    private final TicketFonts fonts;
    private final TicketCodes codes;

    TicketPdf(TicketFonts fonts, TicketCodes codes) {
        this.fonts = fonts;
        this.codes = codes;
    }

    /** The ticket as a PDF document. */
    byte[] draw(Ticket ticket) {
        try (PDDocument document = new PDDocument()) {
            TicketText text = new TicketText(document, fonts);
            for (int i = 0; i < ticket.seats().size(); i++) {
                PDPage page = new PDPage(new PDRectangle(WIDTH, HEIGHT));
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    new Sheet(page, content, text).draw(ticket, i, codes.sign(
                            TicketCode.of(ticket, ticket.seats().get(i).name())));
                }
            }
            PDDocumentInformation about = document.getDocumentInformation();
            about.setTitle("Ticket " + ticket.reference() + ": " + ticket.movieTitle());
            about.setCreator("Marquee");
            document.getDocumentCatalog().setLanguage("en");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An amount the way a reader writes it, such as $12.00 or ¥1,900. */
    static String money(long minor, String code) {
        Currency currency;
        try {
            currency = Currency.getInstance(code);
        } catch (IllegalArgumentException unknown) {
            return minor + " " + code + " (minor units)";
        }
        NumberFormat format = NumberFormat.getCurrencyInstance(Locale.US);
        int digits = Math.max(0, currency.getDefaultFractionDigits());
        format.setCurrency(currency);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(minor, digits));
    }

    /** One page in the making. */
    private record Sheet(PDPage page, PDPageContentStream content, TicketText text) {

        void draw(Ticket ticket, int index, String code) throws IOException {
            Ticket.Seat seat = ticket.seats().get(index);
            fill(PALE, STUB, 0, WIDTH - STUB, HEIGHT);
            fill(INK, 0, HEIGHT - BAND, WIDTH, BAND);
            fill(GOLD, 0, HEIGHT - BAND - 3, WIDTH, 3);
            perforate();
            float size = text.width(ticket.theaterName(), true, 19) <= TEXT_WIDTH ? 19 : 14;
            String place = text.fit(ticket.theaterName(), true, size, TEXT_WIDTH);
            line(place, true, size, WHITE, LEFT, HEIGHT - 32 - size * 0.36f);
            String admit = ticket.seats().size() == 1
                    ? "ADMIT ONE" : "ADMIT ONE · " + (index + 1) + " OF " + ticket.seats().size();
            centred(admit, true, 11, GOLD, HEIGHT - 36);
            facts(ticket, seat);
            stub(ticket, seat, code);
        }

        private void facts(Ticket ticket, Ticket.Seat seat) throws IOException {
            // A long title takes up to three lines of a smaller size.
            float size = text.width(ticket.movieTitle(), true, 30) <= TEXT_WIDTH ? 30 : 22;
            float y = HEIGHT - BAND - 22 - size * 0.8f;
            for (String title : text.wrap(ticket.movieTitle(), true, size, TEXT_WIDTH, 3)) {
                line(title, true, size, INK, LEFT, y);
                y -= size * 1.15f;
            }
            String about = ticket.runtimeMinutes() + " min"
                    + (ticket.rating() == null ? "" : "  ·  " + ticket.rating());
            line(about, false, 11, GREY, LEFT, y + size * 1.15f - 20);

            float when = 216;
            label("DATE", LEFT, when);
            line(DATE.format(ticket.localStart()), true, 15, INK, LEFT, when - 19);
            label("TIME", THIRD, when);
            String time = TIME.format(ticket.localStart());
            line(time, true, 15, INK, THIRD, when - 19);
            line(ZONE.format(ticket.localStart()), false, 9, GREY,
                    THIRD + text.width(time, true, 15) + 5, when - 19);

            float where = 158;
            label("AUDITORIUM", LEFT, where);
            line(text.fit(ticket.auditorium(), true, 22, SECOND - LEFT - 8), true, 22, INK, LEFT, where - 26);
            label("SEAT", SECOND, where);
            line(text.fit(seat.name(), true, 22, THIRD - SECOND - 8), true, 22, INK, SECOND, where - 26);
            label("CATEGORY", THIRD, where);
            String category = seat.category() == null ? "–" : capital(seat.category());
            line(text.fit(category, true, 15, STUB - 12 - THIRD), true, 15, INK, THIRD, where - 24);

            content.setStrokingColor(0.85f, 0.85f, 0.87f);
            content.setLineWidth(0.7f);
            content.moveTo(LEFT, 104);
            content.lineTo(STUB - 24, 104);
            content.stroke();

            label("PRICE", LEFT, 86);
            String total = money(ticket.paidMinor(), ticket.currency());
            String price = seat.priceMinor() == null ? total : money(seat.priceMinor(), ticket.currency());
            line(text.fit(price, true, 15, SECOND - LEFT - 8), true, 15, INK, LEFT, 67);
            if (ticket.seats().size() > 1) {
                String seats = " for " + ticket.seats().size() + " seats";
                line(seat.priceMinor() == null ? seats.strip() : total + seats, false, 9, GREY, LEFT, 53);
            }
            label("THEATER", SECOND, 86);
            float y2 = 70;
            for (String part : text.wrap(ticket.theaterName() + ", " + ticket.theaterLocation(), false, 10,
                    STUB - 24 - SECOND, 2)) {
                line(part, false, 10, INK, SECOND, y2);
                y2 -= 13;
            }
            line("Booking " + ticket.bookingId(), false, 7.5f, GREY, LEFT, 26);
        }

        private void stub(Ticket ticket, Ticket.Seat seat, String code) throws IOException {
            float bottom = HEIGHT - BAND - 24 - CODE;
            fill(WHITE, CODE_LEFT - 6, bottom - 6, CODE + 12, CODE + 12);
            qr(code, bottom);
            centred(text.fit(seat.name(), true, 30, WIDTH - STUB - 24), true, 30, INK, bottom - 46);
            centred("SEAT", false, 8, GREY, bottom - 58);
            centred(ticket.reference(), true, 15, INK, bottom - 92);
            centred("BOOKING", false, 8, GREY, bottom - 104);
            centred("Scan at the door. One entry.", false, 8, GREY, 26);
        }

        private void qr(String code, float bottom) throws IOException {
            BitMatrix modules = QrCode.modules(code); // the margin is the white field that is drawn already
            colour(INK);
            float unit = CODE / modules.getWidth();
            for (int y = 0; y < modules.getHeight(); y++) {
                for (int x = 0; x < modules.getWidth(); x++) {
                    int from = x;
                    while (x < modules.getWidth() && modules.get(x, y)) {
                        x++;
                    }
                    if (x > from) { // neighbours are one bar: between two, a printer might leave a hair line
                        content.addRect(CODE_LEFT + from * unit, bottom + (modules.getHeight() - 1 - y) * unit,
                                (x - from) * unit, unit);
                    }
                }
            }
            content.fill();
        }

        private void perforate() throws IOException {
            content.setStrokingColor(0.62f, 0.62f, 0.66f);
            content.setLineWidth(1);
            content.setLineDashPattern(new float[] {1, 5}, 0);
            content.setLineCapStyle(1);
            content.moveTo(STUB, 4);
            content.lineTo(STUB, HEIGHT - BAND - 6);
            content.stroke();
            content.setLineDashPattern(new float[0], 0);
        }

        private void label(String label, float x, float y) throws IOException {
            line(label, false, 8, GREY, x, y);
        }

        private void centred(String line, boolean heavy, float size, float[] colour, float y) throws IOException {
            line(line, heavy, size, colour, STUB + (WIDTH - STUB - text.width(line, heavy, size)) / 2, y);
        }

        private void line(String line, boolean heavy, float size, float[] colour, float x, float y)
                throws IOException {
            colour(colour);
            text.draw(page, content, line, heavy, size, x, y);
        }

        private void fill(float[] colour, float x, float y, float width, float height) throws IOException {
            colour(colour);
            content.addRect(x, y, width, height);
            content.fill();
        }

        private void colour(float[] colour) throws IOException {
            content.setNonStrokingColor(colour[0], colour[1], colour[2]);
        }

        private static String capital(String word) {
            return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
        }
    }
}
