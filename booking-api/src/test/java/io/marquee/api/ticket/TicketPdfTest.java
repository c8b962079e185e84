package io.marquee.api.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.marquee.api.ticket.BoxOffice.Showing;
import java.awt.image.BufferedImage;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TicketPdfTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant EVENING = Instant.parse("2027-03-06T00:30:00Z"); // Friday 19:30 in New York

    private static BoxOffice office;

    @BeforeAll
    static void start() {
        office = new BoxOffice("ticket_pdf", 4);
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    @Test
    void hasAPagePerSeatWithAllThereIsToKnow() throws Exception {
        Showing showing = office.showing("The Long Goodbye", "Kino Łódź", "America/New_York", EVENING);
        UUID booking = office.booking(showing, 1_200 + 1_650, "C7", "C9");

        HttpResponse<byte[]> answer = pdf(booking);

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("private, no-store");
        List<String> pages = texts(answer.body());
        assertThat(pages).hasSize(2);
        assertThat(pages.get(0))
                .contains("The Long Goodbye", "Kino Łódź", "12 High Street, Old Town", "Hall 3")
                .contains("Friday, 5 March 2027", "19:30", "EST")
                .contains("C7", "Standard", "$12.00", "$28.50 for 2 seats", booking.toString())
                .contains("ADMIT ONE · 1 OF 2");
        assertThat(pages.get(1)).contains("C9", "Premium", "$16.50", "ADMIT ONE · 2 OF 2");
    }

    @Test
    void showsOnlyTheTotalWhenPricesChangedAfterTheSale() throws Exception {
        Showing showing = office.showing("Old Prices", "Odeon", "America/New_York", EVENING);

        String page = texts(pdf(office.booking(showing, 2_000, "C1", "C2")).body()).get(0);

        assertThat(page).contains("$20.00", "for 2 seats").doesNotContain("$12.00");
    }

    @Test
    void leavesOutASeatThatWasGivenBack() throws Exception {
        Showing showing = office.showing("Fewer", "Odeon", "America/New_York", EVENING);
        UUID booking = office.booking(showing, 3_600, "C1", "C2", "C3");
        office.giveBack(booking, "C2");

        List<String> pages = texts(pdf(booking).body());

        assertThat(pages).hasSize(2);
        assertThat(pages.get(0)).contains("C1");
        assertThat(pages.get(1)).contains("C3");
    }

    @Test
    void hasAQrCodePerSeatThatThePublishedKeyVerifies() throws Exception {
        Showing showing = office.showing("Signed", "Odeon", "America/New_York", EVENING);
        UUID booking = office.booking(showing, 2_400, "C5", "C6");

        List<String> codes = codes(pdf(booking).body());

        assertThat(codes).containsExactly(office.code(booking, "C5"), office.code(booking, "C6"));
        String[] parts = codes.get(0).split("\\.");
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publishedKey(header.get("kid").asText()));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        assertThat(payload).isEqualTo(JSON.createObjectNode()
                .put("sub", booking.toString())
                .put("showtime", (int) showing.id())
                .put("seat", "C5")
                .put("start", (int) EVENING.getEpochSecond()));
    }

    @Test
    void staysReadableWithTheLongestNamesOfAnyScript() throws Exception {
        Map<String, String> titles = Map.of(
                "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb, the Director's Very Long Cut",
                "Dr. Strangelove",
                "東京物語 Tōkyō Monogatari", "東京物語",
                "기생충", "기생충",
                "Броненосец «Потёмкин»", "Потёмкин",
                "Η Αιωνιότητα", "Αιωνιότητα",
                "हमारा 🎬", "□");
        for (Map.Entry<String, String> title : titles.entrySet()) {
            Showing showing = office.showing(title.getKey(), "シネマ東京", "Asia/Tokyo", EVENING);
            UUID booking = office.booking(showing, 1_200, "C3");

            byte[] body = pdf(booking).body();

            assertThat(texts(body).get(0)).as(title.getKey()).contains(title.getValue(), "シネマ東京", "JST");
            assertThat(codes(body)).containsExactly(office.code(booking, "C3"));
        }
    }

    @Test
    void writesHebrewFromRightToLeft() throws Exception {
        Showing showing = office.showing("Film שלום", "Odeon", "Asia/Jerusalem", EVENING);

        // The extractor turns the visual order back, as a reader's eye does.
        assertThat(texts(pdf(office.booking(showing, 1_200, "C3")).body()).get(0)).contains("שלום");
    }

    @Test
    void isForTheHolderAndStaffOnly() {
        Showing showing = office.showing("Private", "Odeon", "America/New_York", EVENING);
        UUID booking = office.booking(showing, 1_200, "C4");
        for (String path : List.of("/bookings/" + booking + "/ticket.pdf", "/bookings/" + booking + "/ticket.ics")) {
            assertThat(office.get(path, office.token(BoxOffice.HOLDER, "guest")).statusCode()).isEqualTo(200);
            assertThat(office.get(path, office.token("account:staff", "staff")).statusCode()).isEqualTo(200);
            assertProblem(office.get(path, office.token("guest:mallory", "guest")), 404, "not-found");
            assertProblem(office.get(path, null), 401, "unauthorized");
        }
        assertProblem(
                office.get("/bookings/" + UUID.randomUUID() + "/ticket.pdf", office.token("account:staff", "staff")),
                404, "not-found");
        assertThat(office.get("/bookings/1/ticket.pdf", office.token("account:staff", "staff")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void isRefusedAfterACancellation() {
        Showing showing = office.showing("Cancelled", "Odeon", "America/New_York", EVENING);
        UUID booking = office.booking(showing, 1_200, "C4");
        office.cancel(booking);

        String holder = office.token(BoxOffice.HOLDER, "guest");
        assertProblem(office.get("/bookings/" + booking + "/ticket.pdf", holder), 409, "booking-cancelled");
        assertProblem(office.get("/bookings/" + booking + "/ticket.ics", holder), 409, "booking-cancelled");
    }

    @Test
    void amountsHaveTheDigitsOfTheirCurrency() {
        assertThat(TicketPdf.money(1_200, "USD")).isEqualTo("$12.00");
        assertThat(TicketPdf.money(1_900, "JPY")).isEqualTo("¥1,900");
        assertThat(TicketPdf.money(1_250, "KWD")).isEqualTo("KWD1.250");
    }

    private static HttpResponse<byte[]> pdf(UUID booking) {
        HttpResponse<byte[]> answer =
                office.get("/bookings/" + booking + "/ticket.pdf", office.token(BoxOffice.HOLDER, "guest"));
        assertThat(answer.statusCode()).as(() -> new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(200);
        return answer;
    }

    static void assertProblem(HttpResponse<byte[]> answer, int status, String kind) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("/problems/" + kind + "\"");
    }

    private static List<String> texts(byte[] pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            List<String> pages = new ArrayList<>();
            for (int page = 1; page <= document.getNumberOfPages(); page++) {
                PDFTextStripper stripper = new PDFTextStripper();
                stripper.setSortByPosition(true);
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                pages.add(stripper.getText(document));
            }
            return pages;
        }
    }

    private static List<String> codes(byte[] pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            List<String> codes = new ArrayList<>();
            for (int page = 0; page < document.getNumberOfPages(); page++) {
                codes.add(scan(new PDFRenderer(document), page));
            }
            return codes;
        }
    }

    /** Reads a page as a scanner does, which takes pictures from many distances until it can read one. */
    private static String scan(PDFRenderer renderer, int page) throws Exception {
        for (int dpi : new int[] {150, 200, 300, 250, 120, 100}) {
            BufferedImage image = renderer.renderImageWithDPI(page, dpi);
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            BinaryBitmap bitmap = new BinaryBitmap(
                    new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels)));
            try {
                return new QRCodeReader().decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true)).getText();
            } catch (ReaderException blurred) {
                // the next picture
            }
        }
        throw new AssertionError("No picture of page " + page + " could be read");
    }

    /** The key as a door reads it: from the JWK set alone. */
    private static PublicKey publishedKey(String kid) throws Exception {
        HttpResponse<byte[]> answer = office.get("/tickets/keys", null);
        assertThat(answer.statusCode()).isEqualTo(200);
        for (JsonNode key : JSON.readTree(answer.body()).get("keys")) {
            if (key.get("kid").asText().equals(kid)) {
                assertThat(key.get("kty").asText()).isEqualTo("OKP");
                assertThat(key.get("crv").asText()).isEqualTo("Ed25519");
                assertThat(key.has("d")).isFalse();
                byte[] littleEndian = Base64.getUrlDecoder().decode(key.get("x").asText());
                boolean odd = littleEndian[31] < 0;
                byte[] y = new byte[32];
                for (int i = 0; i < 32; i++) {
                    y[i] = littleEndian[31 - i];
                }
                y[0] &= 0x7F;
                return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
            }
        }
        throw new AssertionError("No key " + kid + " is published");
    }
}
