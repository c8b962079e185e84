package io.marquee.api.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TicketImageTest {

    private static final Instant EVENING = Instant.parse("2027-03-06T00:30:00Z");
    private static final Pattern BAR = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1");

    private static BoxOffice office;

    @BeforeAll
    static void start() {
        office = new BoxOffice("ticket_image", 4);
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    @Test
    void showsTheCodeOfTheSeatThatIsAskedFor() throws Exception {
        UUID booking = office.booking(office.showing("Shown", "Odeon", "America/New_York", EVENING), 2_400, "C5", "C6");
        HttpResponse<byte[]> answer = image(booking, "C6", BoxOffice.HOLDER);

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("private, no-store");
        assertThat(new Decoder().decode(modules(new String(answer.body(), StandardCharsets.UTF_8))).getText())
                .isEqualTo(office.code(booking, "C6"));
    }

    @Test
    void isForTheHolderAndForSeatsOfTheBookingOnly() {
        UUID booking = office.booking(office.showing("Kept", "Odeon", "America/New_York", EVENING), 1_200, "C4");

        TicketPdfTest.assertProblem(image(booking, "C4", "guest:mallory"), 404, "not-found");
        TicketPdfTest.assertProblem(image(booking, "C5", BoxOffice.HOLDER), 404, "not-found");
        assertThat(office.get("/bookings/" + booking + "/ticket.svg", office.token(BoxOffice.HOLDER, "guest"))
                        .statusCode())
                .isEqualTo(400);
        office.cancel(booking);
        TicketPdfTest.assertProblem(image(booking, "C4", BoxOffice.HOLDER), 409, "booking-cancelled");
    }

    private static HttpResponse<byte[]> image(UUID booking, String seat, String holder) {
        return office.get("/bookings/" + booking + "/ticket.svg?seat=" + seat, office.token(holder, "guest"));
    }

    private static BitMatrix modules(String svg) {
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertThat(box.find()).isTrue();
        BitMatrix modules = new BitMatrix(Integer.parseInt(box.group(1)), Integer.parseInt(box.group(2)));
        for (Matcher bar = BAR.matcher(svg); bar.find();) {
            modules.setRegion(
                    Integer.parseInt(bar.group(1)), Integer.parseInt(bar.group(2)), Integer.parseInt(bar.group(3)), 1);
        }
        return modules;
    }
}
