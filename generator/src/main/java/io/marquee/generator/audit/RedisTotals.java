package io.marquee.generator.audit;

import io.marquee.generator.audit.Differences.Check;
import io.marquee.generator.endpoint.UnreachableException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** Compares the hashes and leaderboards in Redis with the ledger, key by key, both ways. */
final class RedisTotals implements AutoCloseable {

    private static final int KEYS_AT_ONCE = 500;

    private final Jedis jedis;

    RedisTotals(String uri) {
        try {
            jedis = new Jedis(URI.create(uri));
            jedis.ping();
        } catch (JedisException refused) {
            throw UnreachableException.notThere("Redis", uri, refused);
        }
    }

    /** Compares the hashes and sorted sets of days and of months. */
    void compare(Ledger ledger, Differences differences) {
        hashes("theater-day:", ledger.days(), false, differences.check("Redis: theaters by day"));
        hashes("theater-month:", ledger.months(), true, differences.check("Redis: theaters by month"));
        boards("top:day:", ledger.days(), false, differences.check("Redis: leaderboards by day"));
        boards("top:month:", ledger.months(), true, differences.check("Redis: leaderboards by month"));
    }

    private void hashes(String prefix, LedgerTable expected, boolean months, Check check) {
        BitSet met = new BitSet(expected.size());
        for (List<String> keys : batches(prefix)) {
            List<Response<Map<String, String>>> answers = new ArrayList<>();
            try (Pipeline pipeline = jedis.pipelined()) {
                keys.forEach(key -> answers.add(pipeline.hgetAll(key)));
            }
            for (int i = 0; i < keys.size(); i++) {
                hash(keys.get(i), prefix, answers.get(i).get(), expected, months, met, check);
            }
        }
        missing(expected, met, check);
    }

    private void hash(
            String key,
            String prefix,
            Map<String, String> fields,
            LedgerTable expected,
            boolean months,
            BitSet met,
            Check check) {
        try {
            String[] parts = key.substring(prefix.length()).split(":", -1);
            long theater = Long.parseLong(parts[0]);
            int day = day(parts[1], months);
            Set<String> currencies = new TreeSet<>();
            fields.keySet().forEach(field -> currencies.add(field.substring(0, field.indexOf(':'))));
            for (String currency : currencies) {
                check.compared();
                int row = expected.find(theater, 0, day, currency);
                Sums wanted = row < 0 ? Sums.ZERO : expected.sums(row);
                Sums sums = new Sums(
                        field(fields, currency, "bookings"),
                        field(fields, currency, "cancellations"),
                        field(fields, currency, "tickets"),
                        field(fields, currency, "tickets_refunded"),
                        field(fields, currency, "gross_minor"),
                        field(fields, currency, "refunded_minor"));
                if (!sums.equals(wanted)) {
                    check.differs(key + ", " + currency + ": " + sums.against(wanted));
                } else if (field(fields, currency, "net_minor") != wanted.net()) {
                    check.differs(key + ", " + currency + ": net_minor is "
                            + field(fields, currency, "net_minor") + ", not " + wanted.net());
                }
                if (row >= 0) {
                    met.set(row);
                }
            }
        } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException odd) {
            check.differs(key + " is not as a totals hash should be: " + odd.getMessage());
        }
    }

    private static long field(Map<String, String> fields, String currency, String name) {
        String value = fields.get(currency + ":" + name);
        if (value == null) {
            throw new IllegalArgumentException("no field " + currency + ":" + name);
        }
        return Long.parseLong(value);
    }

    private void boards(String prefix, LedgerTable expected, boolean months, Check check) {
        BitSet met = new BitSet(expected.size());
        for (List<String> keys : batches(prefix)) {
            for (String key : keys) {
                try {
                    String[] parts = key.substring(prefix.length()).split(":", -1);
                    int day = day(parts[1], months);
                    for (Tuple member : jedis.zrangeWithScores(key, 0, -1)) {
                        check.compared();
                        int row = expected.find(Long.parseLong(member.getElement()), 0, day, parts[0]);
                        long wanted = row < 0 ? 0 : expected.sums(row).net();
                        if (member.getScore() != wanted || row < 0) {
                            check.differs(key + ", theater " + member.getElement() + ": score is "
                                    + (long) member.getScore() + ", not " + (row < 0 ? "there" : wanted));
                        }
                        if (row >= 0) {
                            met.set(row);
                        }
                    }
                } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException odd) {
                    check.differs(key + " is not as a leaderboard should be: " + odd.getMessage());
                }
            }
        }
        missing(expected, met, check);
    }

    private static void missing(LedgerTable expected, BitSet met, Check check) {
        BitSet missing = expected.without(met);
        check.compared(missing.cardinality());
        missing.stream().forEach(row -> {
            LedgerTable.Key key = expected.key(row);
            check.differs(PostgresTotals.name(key.theater(), 0, key.day(), key.currency()) + " is missing");
        });
    }

    private static int day(String text, boolean month) {
        LocalDate day = month ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text);
        return Math.toIntExact(day.toEpochDay());
    }

    // SCAN may name a key twice while Redis rehashes; each is compared once.
    private List<List<String>> batches(String prefix) {
        Set<String> keys = new HashSet<>();
        ScanParams params = new ScanParams().match(prefix + "*").count(2_000);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = jedis.scan(cursor, params);
            keys.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        List<String> all = new ArrayList<>(keys);
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            batches.add(all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE)));
        }
        return batches;
    }

    @Override
    public void close() {
        jedis.close();
    }
}
