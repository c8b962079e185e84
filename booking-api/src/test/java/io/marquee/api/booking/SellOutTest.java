package io.marquee.api.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import io.marquee.api.Invariants;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A thousand people want the seats of 50 showings: named ones, best ones, one to four; some change their mind. */
class SellOutTest {

    private static final int HOLDERS = 1_000;
    private static final int THREADS = 24;

    @Test
    void aThousandHoldersSellFiftyShowingsOut() {
        try (TestApi api = TestApi.start(Map.of("marquee.outbox.relay", "false", "marquee.hold.max-seats", 20))) {
            TestCatalog catalog = new TestCatalog(api.database());
            List<Long> showings = IntStream.range(0, 50).mapToObj(n -> catalog.showing(2, 10)).toList();
            Set<Long> open = ConcurrentHashMap.newKeySet();
            open.addAll(showings);
            AtomicInteger next = new AtomicInteger();
            Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

            Crowd.atOnce(THREADS, thread -> {
                for (int holder = next.getAndIncrement(); holder < HOLDERS || !open.isEmpty();
                        holder = next.getAndIncrement()) {
                    Buyer buyer = new Buyer(api, new Random(holder), statuses);
                    buyer.buy(open);
                }
                return null;
            });

            assertThat(statuses.keySet()).as("%s", statuses).isSubsetOf(200, 201, 204, 402, 409);
            assertThat(next.get()).isGreaterThanOrEqualTo(HOLDERS);
            for (long showing : showings) {
                assertThat(api.get("/showtimes/" + showing, null).number("seats_available")).isZero();
            }
            long sold = api.database().withHandle(handle -> handle.select(
                    "SELECT sum(cardinality(seats)) FROM booking WHERE status = 'confirmed'").mapTo(Long.class).one());
            assertThat(sold).isEqualTo(50 * 20);
            Invariants.check(api.database());
        }
    }

    /** Tries to get seats once, and with some luck pays for them. */
    private record Buyer(TestApi api, Random random, Map<Integer, Integer> statuses) {

        void buy(Set<Long> open) {
            List<Long> choice = new ArrayList<>(open);
            if (choice.isEmpty()) {
                return;
            }
            long showing = choice.get(random.nextInt(choice.size()));
            String token = api.guest();
            List<String> free = seats(showing, "available");
            if (free.isEmpty()) {
                open.remove(showing);
                if (seats(showing, "booked").size() < 20) { // held ones, or given back meanwhile
                    open.add(showing);
                }
                return;
            }
            Answer held = count(api.post("/showtimes/" + showing + "/holds", token, wish(free)));
            if (held.status() != 201) {
                return;
            }
            String hold = held.text("hold_id");
            int mood = random.nextInt(20);
            if (mood == 0) {
                count(api.send("DELETE", "/holds/" + hold, token, null));
                return;
            }
            if (mood == 1) {
                count(api.book(token, hold, "tok_declined"));
            }
            Answer booked = count(api.book(token, hold, "tok_ok"));
            if (mood == 2 && booked.status() == 201) {
                count(api.post("/bookings/" + booked.text("id") + "/cancel", token, null));
                open.add(showing);
            }
        }

        private Map<String, Object> wish(List<String> free) {
            int party = 1 + random.nextInt(4);
            if (random.nextBoolean() && party <= free.size()) {
                int first = random.nextInt(free.size() - party + 1);
                return Map.of("seats", free.subList(first, first + party));
            }
            Map<String, Object> best = new HashMap<>(Map.of("best_available", Math.min(party, free.size())));
            if (random.nextInt(5) == 0) {
                best.put("category", "accessible");
            }
            return best;
        }

        @SuppressWarnings("unchecked")
        private List<String> seats(long showing, String state) {
            List<String> found = new ArrayList<>();
            Map<String, Map<String, Object>> seats =
                    (Map<String, Map<String, Object>>) count(api.get("/showtimes/" + showing + "/seats", null))
                            .body().get("seats");
            seats.forEach((name, seat) -> {
                if (seat.get("state").equals(state)) {
                    found.add(name);
                }
            });
            return found;
        }

        private Answer count(Answer answer) {
            statuses.merge(answer.status(), 1, Integer::sum);
            return answer;
        }
    }
}
