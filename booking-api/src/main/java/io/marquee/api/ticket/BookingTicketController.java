package io.marquee.api.ticket;

import io.marquee.api.Application;
import io.marquee.api.account.Roles;
import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** A booking's ticket, to print and for the calendar; for the booking's holder and for staff. */
@Controller("/bookings/{id}")
@Secured(SecurityRule.IS_AUTHENTICATED)
@SecurityRequirement(name = Application.BEARER)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "ticket")
class BookingTicketController {

    private static final String PDF = "application/pdf";
    private static final String CALENDAR = "text/calendar";
    private static final String SVG = "image/svg+xml";

    private final Tickets tickets;
    private final TicketPdf pdf;
    private final TicketCodes codes;

    BookingTicketController(Tickets tickets, TicketPdf pdf, TicketCodes codes) {
        this.tickets = tickets;
        this.pdf = pdf;
        this.codes = codes;
    }

    /** A page per seat, each with its own QR code. */
    @Get(uri = "/ticket.pdf", produces = PDF)
    @Operation(
            summary = "The ticket to print",
            description = "A page per seat. The QR code of each holds a token, a JWS signed with Ed25519, that "
                    + "POST /tickets/check-in takes and that anyone can verify offline with the keys of "
                    + "GET /tickets/keys. Its payload: sub (booking), showtime, seat, start (seconds since 1970).")
    @ApiResponse(
            responseCode = "200",
            description = "The ticket",
            content = @Content(mediaType = PDF, schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(
            responseCode = "404",
            description = "No such booking, or another holder's",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The booking was cancelled",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<byte[]> pdf(UUID id, Authentication caller) {
        Ticket ticket = ticket(id, caller);
        return file(pdf.draw(ticket), MediaType.of(PDF), ticket, "pdf");
    }

    /** The showing as a calendar has it. */
    @Get(uri = "/ticket.ics", produces = CALENDAR)
    @Operation(
            summary = "The showing for a calendar",
            description = "iCalendar, RFC 5545: one event in the theater's time zone, from the start to the end of the "
                    + "showing. Its UID stays the same, so that importing it again changes nothing.")
    @ApiResponse(
            responseCode = "200",
            description = "The event",
            content = @Content(mediaType = CALENDAR, schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "404",
            description = "No such booking, or another holder's",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The booking was cancelled",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<byte[]> calendar(UUID id, Authentication caller) {
        Ticket ticket = ticket(id, caller);
        return file(
                TicketCalendar.write(ticket), MediaType.of(CALENDAR + ";charset=utf-8"), ticket, "ics");
    }

    /** The QR code alone, for a screen. */
    @Get(uri = "/ticket.svg", produces = SVG)
    @Operation(
            summary = "The QR code of one seat, to show on a screen",
            description = "An SVG image without a margin of its own, dark on nothing: put it on white. It holds the "
                    + "same token as the seat's page of the PDF.")
    @ApiResponse(
            responseCode = "200",
            description = "The code",
            content = @Content(mediaType = SVG, schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "404",
            description = "No such booking, or another holder's, or not a seat that it lets in",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "409",
            description = "The booking was cancelled",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<byte[]> code(UUID id, @QueryValue String seat, Authentication caller) {
        Ticket ticket = ticket(id, caller);
        if (ticket.seats().stream().noneMatch(one -> one.name().equals(seat))) {
            throw ProblemException.notFound("seat", seat);
        }
        String image = QrCode.svg(codes.sign(TicketCode.of(ticket, seat)));
        return file(image.getBytes(StandardCharsets.UTF_8), MediaType.of(SVG), ticket, "svg");
    }

    private Ticket ticket(UUID id, Authentication caller) {
        boolean staff = caller.getRoles().contains(Roles.STAFF) || caller.getRoles().contains(Roles.ADMIN);
        Optional<Ticket> found = staff ? tickets.find(id) : tickets.find(id, caller.getName());
        Ticket ticket = found.orElseThrow(() -> ProblemException.notFound("booking", id));
        if (ticket.cancelled() || ticket.seats().isEmpty()) {
            throw ProblemException.conflict(
                    "booking-cancelled", "Cancelled", "The booking or its showing was cancelled; it has no ticket.");
        }
        return ticket;
    }

    private static HttpResponse<byte[]> file(byte[] body, MediaType type, Ticket ticket, String extension) {
        return HttpResponse.ok(body)
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION,
                        "inline; filename=\"ticket-" + ticket.reference() + "." + extension + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, no-store");
    }
}
