package io.marquee.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database could not do just now is to be tried again; it is no fault. */
class BusyDatabaseTest {

    @Test
    void whoWaitedTooLongForAShowingIsToldToComeBack() {
        try (TestApi api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "datasources.default.data-source-properties.options", "-c statement_timeout=1s"))) {
            long showtime = new TestCatalog(api.database()).showing(1, 4);
            String guest = api.guest();
            try (Handle other = api.database().open()) {
                other.begin();
                other.execute("SELECT pg_advisory_xact_lock(?)", 0x5E00_0000_0000_0000L | showtime);

                Answer answer = api.post(
                        "/showtimes/" + showtime + "/holds", guest, Map.of("seats", List.of("A1")));

                assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
                assertThat(answer.body()).containsEntry("type", "/problems/unavailable");
                assertThat(answer.raw().headers().firstValue("Retry-After")).isPresent();
                other.rollback();
            }
            api.hold(guest, showtime, "A1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "08006, true", "53300, true", "57P01, true", "57014, true", "40001, true", "40P01, true", "55P03, true",
        "23505, false", "42601, false", "57000, false", "22008, false"})
    void whatPassesIsToldByTheSqlState(String state, boolean passing) {
        assertThat(FaultHandler.isPassing(new RuntimeException(new SQLException("x", state)))).isEqualTo(passing);
    }
}
