package io.marquee.generator.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.marquee.generator.http.Action;
import io.marquee.generator.http.Answer;
import io.marquee.generator.http.ApiCall;
import io.marquee.generator.simulate.Listing.Showing;
import io.marquee.generator.simulate.Listing.Theater;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One customer, step by step: looks at what is on, at the seats, holds some, thinks, pays or walks away, and sometimes
 * cancels. It says what it asks next and learns from the answer; it does no I/O and knows no clock but the one it is
 * given. Not safe for threads: one step at a time.
 */
final class Customer {

    /** The customer has done all it came for. */
    static final long LEAVES = -1;

    private static final int MOST_TRIES = 4;
    private static final int DAYS_AHEAD = 7;

    private final Listing listing;
    private final List<Showing> wanted;
    private final Habits habits;
    private final SplittableRandom random;

    private Action next = Action.GUEST;
    private String token;
    private Theater theater;
    private long showtime;
    private List<String> seats;
    private String hold;
    private String paymentKey;
    private boolean cardIsDeclined;
    private String booking;
    private int daysAhead;
    private int tries;
    private int conflicts;

    /**
     * @param listing theaters to choose from, at least one
     * @param wanted showings that everybody wants; may be empty
     */
    Customer(Listing listing, List<Showing> wanted, Habits habits, SplittableRandom random) {
        this.listing = listing;
        this.wanted = wanted;
        this.habits = habits;
        this.random = random;
    }

    /**
     * What it asks now; the same again until {@link #answered} moves it on.
     *
     * @param now decides which day is today
     */
    ApiCall call(Instant now) {
        return switch (next) {
            case GUEST -> ApiCall.post(Action.GUEST, "/auth/guest", null, null);
            case SHOWTIMES -> {
                LocalDate day = LocalDate.ofInstant(now, theater.zone()).plusDays(daysAhead);
                yield ApiCall.get(Action.SHOWTIMES, Listing.path(theater, day) + "&limit=200");
            }
            case SEAT_MAP -> ApiCall.get(Action.SEAT_MAP, "/showtimes/" + showtime + "/seats");
            case HOLD -> ApiCall.post(
                    Action.HOLD,
                    "/showtimes/" + showtime + "/holds",
                    token,
                    seats.stream().collect(Collectors.joining("\",\"", "{\"seats\":[\"", "\"]}")));
            case RELEASE -> new ApiCall(Action.RELEASE, "DELETE", "/holds/" + hold, token, null, null);
            case BOOK -> new ApiCall(
                    Action.BOOK,
                    "POST",
                    "/bookings",
                    token,
                    paymentKey,
                    "{\"hold_id\":\"" + hold + "\",\"email\":\"guest@example.com\",\"payment\":{\"method\":\"mock\","
                            + "\"token\":\"" + (cardIsDeclined ? "tok_declined" : "tok_ok") + "\"}}");
            case CANCEL -> ApiCall.post(Action.CANCEL, "/bookings/" + booking + "/cancel", token, null);
            case THEATERS -> throw new IllegalStateException("customers know the theaters");
        };
    }

    /**
     * Takes the answer to {@link #call}.
     *
     * @param now decides which showings can still be booked
     * @return milliseconds until the next call, or {@link #LEAVES}
     */
    long answered(Answer answer, Instant now) {
        if (!next.expects(answer.status())) {
            return LEAVES;
        }
        return switch (next) {
            case GUEST -> {
                token = answer.body().path("access_token").asText();
                yield choosePlace();
            }
            case SHOWTIMES -> chooseShowing(answer.body().path("items"), now);
            case SEAT_MAP -> chooseSeats(answer.body());
            case HOLD -> afterHold(answer);
            case BOOK -> afterPayment(answer);
            case RELEASE, CANCEL, THEATERS -> LEAVES;
        };
    }

    private long choosePlace() {
        if (!wanted.isEmpty() && tries == 0 && random.nextDouble() < habits.rush()) {
            Showing showing = wanted.get(random.nextInt(wanted.size()));
            theater = showing.theater();
            showtime = showing.id();
            return go(Action.SEAT_MAP);
        }
        theater = listing.theaters().get(random.nextInt(listing.theaters().size()));
        daysAhead = random.nextInt(random.nextInt(DAYS_AHEAD) + 1); // the sooner the likelier
        return go(Action.SHOWTIMES);
    }

    private long chooseShowing(JsonNode items, Instant now) {
        List<Long> open = new ArrayList<>();
        for (JsonNode item : items) {
            boolean later = Instant.parse(item.path("starts_at").asText()).isAfter(now.plusSeconds(120));
            if (later && item.path("seats_available").asInt(1) > 0) {
                open.add(item.path("id").asLong());
            }
        }
        if (open.isEmpty()) {
            return lookElsewhere();
        }
        showtime = open.get(random.nextInt(open.size()));
        return go(Action.SEAT_MAP);
    }

    private long chooseSeats(JsonNode map) {
        int party = 1 + random.nextInt(random.nextInt(4) + 1) + random.nextInt(2);
        seats = SeatChoice.choose(map, party, random);
        return seats.isEmpty() ? lookElsewhere() : go(Action.HOLD);
    }

    private long lookElsewhere() {
        if (++tries >= MOST_TRIES) {
            return LEAVES;
        }
        return choosePlace();
    }

    private long afterHold(Answer answer) {
        if (answer.status() == 409) { // somebody was quicker: look at the seats again, or elsewhere
            return ++conflicts % 3 == 0 ? lookElsewhere() : go(Action.SEAT_MAP);
        }
        hold = answer.body().path("hold_id").asText();
        double mood = random.nextDouble();
        if (mood < habits.abandon()) {
            return LEAVES;
        }
        if (mood < habits.abandon() + habits.release()) {
            return go(Action.RELEASE);
        }
        cardIsDeclined = random.nextDouble() < habits.decline();
        return pay();
    }

    private long pay() {
        paymentKey = new UUID(random.nextLong(), random.nextLong()).toString();
        return go(Action.BOOK);
    }

    private long afterPayment(Answer answer) {
        if (answer.status() == 402 && cardIsDeclined && random.nextDouble() < habits.retry()) {
            cardIsDeclined = false;
            return pay();
        }
        if (answer.status() != 201 || random.nextDouble() >= habits.cancel()) {
            return LEAVES;
        }
        booking = answer.body().path("booking_id").asText(answer.body().path("id").asText());
        return 5 * go(Action.CANCEL);
    }

    private long go(Action action) {
        next = action;
        // Exponential: many quick steps, a few long ones.
        return (long) (-Math.log(1 - random.nextDouble()) * habits.thinkMillis());
    }
}
