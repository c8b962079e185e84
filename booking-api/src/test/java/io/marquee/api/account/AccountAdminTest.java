package io.marquee.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountAdminTest {

    private static TestApi api;
    private static String admin;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        admin = api.token("account:" + UUID.randomUUID(), Roles.ADMIN);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void anAdministratorMakesStaff() {
        Answer made = api.post("/accounts", admin, account("Door@Example.com", "staff"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body()).containsEntry("email", "door@example.com").containsEntry("role", "staff")
                .doesNotContainKey("password");

        String staff = login("door@example.com").text("access_token");
        assertThat(api.post("/tickets/check-in", staff, Map.of("code", "x")).status()).isEqualTo(422);
        assertThat(api.get("/accounts", staff).status()).isEqualTo(403);
        assertThat(api.get("/accounts?role=staff", admin).items())
                .anySatisfy(item -> assertThat(item).containsEntry("email", "door@example.com"));
        assertThat(api.post("/accounts", admin, account("door@example.com", "admin")).status()).isEqualTo(409);
    }

    @Test
    void aChangedRoleEndsTheLoginsOfTheOldOne() {
        String id = api.post("/accounts", admin, account("gone@example.com", "staff")).text("id");
        String refresh = login("gone@example.com").text("refresh_token");

        Answer changed = api.send("PUT", "/accounts/" + id + "/role", admin, Map.of("role", "customer"));

        assertThat(changed.body()).containsEntry("role", "customer");
        assertThat(api.post("/auth/refresh", null, Map.of("refresh_token", refresh)).status()).isEqualTo(401);
        String now = login("gone@example.com").text("access_token");
        assertThat(api.post("/tickets/check-in", now, Map.of("code", "x")).status()).isEqualTo(403);
    }

    @Test
    void nobodyElseMakesAccountsOfARole() {
        for (String token : new String[] {
            null, api.guest(), api.token("account:x", Roles.CUSTOMER), api.token("account:x", Roles.STAFF)}) {
            assertThat(api.post("/accounts", token, account("evil@example.com", "admin")).status())
                    .isEqualTo(token == null ? 401 : 403);
        }
        Answer registered = api.post("/auth/register", null, account("sly@example.com", "admin"));
        assertThat(api.get("/accounts", registered.text("access_token")).status()).isEqualTo(403);
    }

    @Test
    void administratorsKeepTheirOwnRole() {
        UUID id = UUID.randomUUID();
        String own = api.token("account:" + id, Roles.ADMIN);
        assertThat(api.send("PUT", "/accounts/" + id + "/role", own, Map.of("role", "customer")).status())
                .isEqualTo(409);
        assertThat(api.send("PUT", "/accounts/" + id + "/role", admin, Map.of("role", "owner")).status())
                .isEqualTo(400);
        assertThat(api.send("PUT", "/accounts/" + id + "/role", admin, Map.of("role", "staff")).status())
                .isEqualTo(404);
    }

    private static Answer login(String email) {
        return api.post("/login", null, Map.of("email", email, "password", "a long password"));
    }

    private static Map<String, String> account(String email, String role) {
        return Map.of("email", email, "password", "a long password", "role", role);
    }
}
