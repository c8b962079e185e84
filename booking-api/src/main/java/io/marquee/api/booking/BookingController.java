package io.marquee.api.booking;

import io.marquee.api.Application;
import io.marquee.api.booking.Checkout.Sale;
import io.marquee.api.http.Idempotency;
import io.marquee.api.http.Page;
import io.marquee.api.http.RequestBodies;
import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
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
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Buys held seats, shows bookings, cancels them. */
@Controller("/bookings")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "bookings")
class BookingController {

    private final Checkout checkout;
    private final Bookings bookings;
    private final Idempotency idempotency;

    BookingController(Checkout checkout, Bookings bookings, Idempotency idempotency) {
        this.checkout = checkout;
        this.bookings = bookings;
        this.idempotency = idempotency;
    }

    @Post
    @Operation(
            summary = "Pay for a hold",
            description = "With an Idempotency-Key the request can be repeated safely: the same key and body bring the "
                    + "first answer again for 24 hours.\n\n"
                    + "The mock provider pays with tok_ok, pays slowly with tok_slow, declines tok_declined and fails "
                    + "with tok_error. With tok_webhook the answer is 202, and a webhook brings the payment a second "
                    + "later; tok_webhook_twice sends it twice, tok_webhook_late after the hold has run out, "
                    + "tok_webhook_declined tells of a decline, tok_webhook_first comes before the answer.\n\n"
                    + "With stripe and without a token the answer is 202 with a client_secret for Stripe's form; GET "
                    + "/bookings/{id} tells when the booking is confirmed. Asking again for the same hold brings the "
                    + "same payment; paying otherwise calls it off. With the id of a PaymentMethod as token the "
                    + "payment is confirmed at once, unless the bank wants to see the customer. A payment that comes "
                    + "after the hold ran out still books when the seats are free, else it is refunded.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "201",
            description = "Booked",
            content = @Content(schema = @Schema(implementation = Booking.class)))
    @ApiResponse(
            responseCode = "202",
            description = "Status pending_payment: the customer has to pay at the provider",
            content = @Content(schema = @Schema(implementation = Booking.class)))
    @ApiResponse(
            responseCode = "400",
            description = "A field is malformed, or the payment method is not in use here",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(
            responseCode = "402",
            description = "Declined; the seats are still held",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "404", description = "No such hold of the caller")
    @ApiResponse(
            responseCode = "409",
            description = "The hold is gone, was booked before (booking_id names it), or is being paid for",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "422", description = "The Idempotency-Key came with another request before")
    @ApiResponse(responseCode = "502", description = "The payment provider failed; the seats are still held")
    HttpResponse<?> book(
            HttpRequest<?> request,
            Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Body @Valid BookingRequest wish) {
        return idempotency.once(request, caller.getName(), key, () -> {
            Sale sale = checkout.book(caller.getName(), wish);
            Booking booking = bookings.made(sale.bookingId());
            return sale.open()
                    ? HttpResponse.accepted().body(booking.payableWith(sale.clientSecret()))
                    : HttpResponse.created(booking);
        });
    }

    @Get
    @Operation(
            summary = "One's own bookings, the latest first",
            security = @SecurityRequirement(name = Application.BEARER))
    Page<Booking> list(
            Authentication caller,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return bookings.list(caller.getName(), cursor, limit);
    }

    @Get("/{id}")
    @Operation(
            summary = "One's own booking",
            description = "Also one whose payment is open (pending_payment), or came to nothing (payment_failed, "
                    + "refunded).",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(responseCode = "200", description = "With what a ticket shows")
    @ApiResponse(responseCode = "404", description = "No such booking of the caller")
    Booking find(Authentication caller, UUID id) {
        return bookings.find(caller.getName(), id);
    }

    @Post(uri = "/{id}/cancel", consumes = "*/*")
    @Operation(
            summary = "Cancel a booking, or give some of its seats back",
            description = "The seats are free at once. Without a body the whole booking is cancelled, and all that was "
                    + "paid goes back. With seats, these alone are given back at the price that they were sold at, and "
                    + "the booking keeps the others; with all of its seats it is cancelled. One whose payment is open "
                    + "is called off. An Idempotency-Key works as with the booking. A body with other fields is "
                    + "refused.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "200",
            description = "Cancelled, or with fewer seats than before",
            content = @Content(schema = @Schema(implementation = Booking.class)))
    @ApiResponse(responseCode = "400", description = "Seats that were never of this booking")
    @ApiResponse(responseCode = "404", description = "No such booking of the caller")
    @ApiResponse(
            responseCode = "409",
            description = "Cancelled before, never paid, checked in, or too near to the start")
    HttpResponse<?> cancel(
            HttpRequest<?> request,
            Authentication caller,
            UUID id,
            @Nullable @Header("Idempotency-Key") String key,
            @Nullable @Body @Valid CancelRequest wish) {
        requireWish(request, wish);
        Set<String> seats = wish == null || wish.seats() == null ? null : new LinkedHashSet<>(wish.seats());
        return idempotency.once(
                request, caller.getName(), key, HttpStatus.OK, () -> bookings.cancel(caller.getName(), id, seats));
    }

    // No body is the wish for all; a body that says something else, or in another way, never is.
    private static void requireWish(HttpRequest<?> request, @Nullable CancelRequest wish) {
        if (RequestBodies.of(request).length == 0) {
            if (request.getHeaders().contains(HttpHeaders.TRANSFER_ENCODING)) {
                throw ProblemException.badField("body", "was announced and is empty; leave it out, or send {}");
            }
            return;
        }
        boolean isJson = request.getContentType()
                .filter(type -> type.getSubtype().toLowerCase(Locale.ROOT).matches("(.+\\+)?json"))
                .isPresent();
        if (!isJson) {
            throw new HttpStatusException(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The seats are told as application/json");
        }
        if (wish == null) {
            throw ProblemException.badField("seats", "the body must be an object, or be left out");
        }
    }
}
