package io.marquee.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProductionCheckTest {

    private static final String GOOD_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";

    @Test
    void productionDoesNotStartWithSecretsThatAreNone() {
        assertThatThrownBy(() -> new ProductionCheck(
                        "production", "short", "postgres", "boss@example.com", "admin", true, ""))
                .hasMessageContaining("MARQUEE_JWT_SECRET")
                .hasMessageContaining("DATASOURCES_DEFAULT_PASSWORD")
                .hasMessageContaining("MARQUEE_ADMIN_PASSWORD")
                .hasMessageContaining("MARQUEE_PAYMENT_MOCK")
                .hasMessageNotContaining("boss@example.com");
        assertThat(ProductionCheck.problems("a".repeat(64), "2f9c1d7e5b3a4f60", "", "")).hasSize(1);
        assertThat(ProductionCheck.problems("", "", "", "")).hasSize(2);
    }

    @Test
    void goodSecretsStartItAndElsewhereAnythingDoes() {
        assertThat(ProductionCheck.problems(GOOD_SECRET, "2f9c1d7e5b3a4f60", "", "")).isEmpty();
        assertThatCode(() -> new ProductionCheck("development", "", "postgres", "", "", true, ""))
                .doesNotThrowAnyException();
    }

    @Test
    void productionSellsSeatsForNothingOnlyWhereItIsToldTo() {
        assertThatThrownBy(() -> production(true, "")).hasMessageContaining("MARQUEE_PAYMENT_MOCK");
        assertThatCode(() -> production(true, "true")).doesNotThrowAnyException();
        assertThatCode(() -> production(false, "")).doesNotThrowAnyException();
    }

    private static ProductionCheck production(boolean mock, String said) {
        return new ProductionCheck("production", GOOD_SECRET, "2f9c1d7e5b3a4f60", "", "", mock, said);
    }
}
