package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

    private final AllowedOrigins listed = new AllowedOrigins(List.of("https://tickets.example.org", " "));
    private final AllowedOrigins open = new AllowedOrigins(null);

    @Test
    void programsThatAreNoBrowserAreLetIn() {
        assertThat(listed.allows(null, "cinema.example")).isTrue();
    }

    @Test
    void thePagesOfTheServerItselfAreLetIn() {
        assertThat(listed.allows("https://cinema.example", "cinema.example")).isTrue();
        assertThat(listed.allows("https://cinema.example", "cinema.example:443")).isTrue();
        assertThat(listed.allows("http://127.0.0.1:8080", "127.0.0.1:8080")).isTrue();
    }

    @Test
    void listedOriginsAreLetIn() {
        assertThat(listed.allows("https://Tickets.example.org", "cinema.example")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "https://evil.example", "null", "", "http://tickets.example.org", "https://tickets.example.org.evil.example",
        "file://", "https://cinema.example:8443", "javascript:alert(1)", "http://[", "http://localhost:3000"
    })
    void othersAreNot(String origin) {
        assertThat(listed.allows(origin, "cinema.example")).isFalse();
    }

    @Test
    void withoutAListPagesOfThisMachineAreLetIn() {
        assertThat(open.allows("http://localhost:3000", "127.0.0.1:8080")).isTrue();
        assertThat(open.allows("http://evil.example", "127.0.0.1:8080")).isFalse();
    }
}
