package io.marquee.api;

import io.micronaut.context.annotation.Value;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses to start in production with secrets that are missing, short, or known to everyone who has read this
 * repository, and with the mock provider unless it was asked for. Production is {@code MARQUEE_ENVIRONMENT=production}.
 */
@Singleton
final class ProductionCheck {

    private static final int SECRET_LENGTH = 32;
    private static final int PASSWORD_LENGTH = 12;
    private static final int LEAST_DIFFERENT = 10;
    private static final Set<String> WELL_KNOWN =
            Set.of("postgres", "password", "marquee", "admin", "secret", "changeme", "any");

    /** @throws ConfigurationException when this is production and something is unfit for it; it names all of that */
    ProductionCheck(
            @Value("${marquee.environment}") String environment,
            @Value("${micronaut.security.token.jwt.signatures.secret.generator.secret:}") String tokenSecret,
            @Value("${datasources.default.password:}") String databasePassword,
            @Value("${marquee.admin.email:}") String adminEmail,
            @Value("${marquee.admin.password:}") String adminPassword,
            @Value("${marquee.payment.mock.enabled}") boolean mock,
            @Value("${MARQUEE_PAYMENT_MOCK:}") String saidOfMock) {
        List<String> problems = new ArrayList<>();
        if ("production".equalsIgnoreCase(environment)) {
            problems.addAll(problems(tokenSecret, databasePassword, adminEmail, adminPassword));
            if (mock && saidOfMock.isBlank()) {
                problems.add("MARQUEE_PAYMENT_MOCK must be false, or true where seats may be sold for nothing");
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException("Not started in production: " + String.join("; ", problems));
        }
    }

    static List<String> problems(
            String tokenSecret, String databasePassword, String adminEmail, String adminPassword) {
        List<String> problems = new ArrayList<>();
        if (tokenSecret.length() < SECRET_LENGTH || tokenSecret.chars().distinct().count() < LEAST_DIFFERENT) {
            problems.add("MARQUEE_JWT_SECRET must be a random text of at least " + SECRET_LENGTH + " characters");
        }
        if (isWeak(databasePassword)) {
            problems.add("DATASOURCES_DEFAULT_PASSWORD must have at least " + PASSWORD_LENGTH
                    + " characters and be none of the well-known ones");
        }
        if (!adminEmail.isEmpty() && isWeak(adminPassword)) {
            problems.add("MARQUEE_ADMIN_PASSWORD must have at least " + PASSWORD_LENGTH
                    + " characters and be none of the well-known ones");
        }
        return problems;
    }

    private static boolean isWeak(String password) {
        return password.length() < PASSWORD_LENGTH || WELL_KNOWN.contains(password.toLowerCase(Locale.ROOT));
    }
}
