package io.marquee.api.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.api.TestApi;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstAdminTest {

    private static final Map<String, String> LOGIN =
            Map.of("email", "boss@example.com", "password", "correct horse battery");

    @Test
    void theConfiguredAccountIsMadeOnceAndMayWrite() {
        String database = TestApi.newDatabase();
        try (TestApi api = TestApi.startOn(database, settings("Boss@example.com", "correct horse battery"))) {
            assertThat(addTheater(api)).isEqualTo(201);
        }
        // Later starts, with another password or none, change nothing.
        try (TestApi api = TestApi.startOn(database, settings("boss@example.com", ""))) {
            assertThat(addTheater(api)).isEqualTo(201);
        }
    }

    @Test
    void anAddressThatSomeoneRegisteredIsNotPromoted() {
        String database = TestApi.newDatabase();
        try (TestApi api = TestApi.startOn(database, settings("", ""))) {
            assertThat(api.post("/auth/register", null, LOGIN).status()).isEqualTo(201);
            assertThat(addTheater(api)).isEqualTo(403);
        }

        assertThatThrownBy(() -> TestApi.startOn(database, settings("boss@example.com", "another long password")))
                .hasStackTraceContaining("belongs to a customer already");
    }

    @Test
    void aWeakPasswordDoesNotStart() {
        assertThatThrownBy(() -> TestApi.startOn(TestApi.newDatabase(), settings("boss@example.com", "short")))
                .hasStackTraceContaining("MARQUEE_ADMIN_PASSWORD");
    }

    private static int addTheater(TestApi api) {
        String token = api.post("/login", null, LOGIN).text("access_token");
        return api.post("/theaters", token, Map.of(
                "name", "Rex", "location", "Springfield", "region", "Midwest", "time_zone", "America/Chicago",
                "currency", "USD")).status();
    }

    private static Map<String, Object> settings(String email, String password) {
        return Map.of(
                "marquee.outbox.relay", "false", "MARQUEE_ADMIN_EMAIL", email, "MARQUEE_ADMIN_PASSWORD", password);
    }
}
