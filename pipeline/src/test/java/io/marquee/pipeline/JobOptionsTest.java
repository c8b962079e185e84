package io.marquee.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobOptionsTest {

    @Test
    void defaultsPointAtTheDefaultPorts() {
        JobOptions options = JobOptions.defaults();
        assertThat(options.text("kafka.bootstrap-servers")).isEqualTo("localhost:9092");
        assertThat(options.text("postgres.url")).isEqualTo("jdbc:postgresql://localhost:5432/marquee");
        assertThat(options.text("redis.uri")).isEqualTo("redis://localhost:6379");
        assertThat(options.duration("bucket.grace-h")).isEqualTo(Duration.ofHours(48));
        assertThat(options.duration("bucket.retention-d")).isEqualTo(Duration.ofDays(400));
        assertThat(options.businessDayStart()).isEqualTo(LocalTime.MIDNIGHT);
    }

    @Test
    void argumentsGoBeforeDefaults() {
        JobOptions options = JobOptions.fromArgs(
                new String[] {"--flush.interval-ms", "250", "--business-day.start", "06:00"}, Map.of());
        assertThat(options.duration("flush.interval-ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(options.businessDayStart()).isEqualTo(LocalTime.of(6, 0));
    }

    @Test
    void thePasswordMayComeFromTheEnvironmentAndIsNeverShown() {
        JobOptions options = JobOptions.fromArgs(new String[0], Map.of("MARQUEE_POSTGRES_PASSWORD", "s3cret"));
        assertThat(options.text("postgres.password")).isEqualTo("s3cret");
        assertThat(options.shown()).doesNotContainValue("s3cret").containsKey("postgres.user");
        assertThat(JobOptions.fromArgs(
                new String[] {"--postgres.password", "given"}, Map.of("MARQUEE_POSTGRES_PASSWORD", "s3cret"))
                .text("postgres.password")).isEqualTo("given");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", value = {
        "redis.uri -> rediss://user:s3cret@redis.example.com:6380/0 -> rediss://user:***@redis.example.com:6380/0",
        "redis.uri -> redis://:s3cret%40:x@localhost:6379 -> redis://:***@localhost:6379",
        "redis.uri -> redis://localhost:6379 -> redis://localhost:6379",
        "postgres.url -> jdbc:postgresql://db:5432/marquee?user=a&password=s3cret&sslPassword=s3cret&ssl=true"
                + " -> jdbc:postgresql://db:5432/marquee?user=a&password=***&sslPassword=***&ssl=true",
        "postgres.url -> jdbc:postgresql://a:5432,b:5432/marquee -> jdbc:postgresql://a:5432,b:5432/marquee"
    })
    void aPasswordInAnAddressIsUsedAndNeverShown(String name, String address, String shown) {
        JobOptions options = JobOptions.of(Map.of(name, address));
        assertThat(options.text(name)).isEqualTo(address);
        assertThat(options.shown()).containsEntry(name, shown);
        assertThat(options.shown().toString()).doesNotContain("s3cret");
    }

    @Test
    void anOptionThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> JobOptions.fromArgs(new String[] {"--redis.url", "x"}, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no option --redis.url")
                .hasMessageContaining("redis.uri")
                .hasMessageContaining("--help");
    }

    @Test
    void aValueThatCannotBeReadIsNamedAtOnce() {
        assertThatThrownBy(() -> JobOptions.of(Map.of("flush.interval-ms", "soon")))
                .hasMessage("--flush.interval-ms: 'soon' is not a whole number from 1 to 2147483647");
        assertThatThrownBy(() -> JobOptions.of(Map.of("flush.rows", "0"))).hasMessageContaining("'0' is not");
        assertThatThrownBy(() -> JobOptions.of(Map.of("business-day.start", "25:00")))
                .hasMessage("--business-day.start: '25:00' is not a time such as 06:00");
        assertThatThrownBy(() -> JobOptions.of(Map.of("bucket.retention-d", "1")))
                .hasMessageContaining("must be longer than --bucket.grace-h");
    }

    @Test
    void anAddressThatIsNoneOfARedisIsToldAtOnceWithoutItsPassword() {
        for (String wrong : new String[] {
            "nonsense", "", "localhost:6379", "redis://", "redis://localhost", "http://localhost:6379",
            "redis://:s3cret@local host:6379", "redis://:s3cret@localhost:6379/first"}) {
            assertThatThrownBy(() -> JobOptions.of(Map.of("redis.uri", wrong))).as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--redis.uri is not an address such as redis://localhost:6379")
                    .hasMessageNotContaining("s3cret");
        }
        for (String right : new String[] {
            "redis://localhost:6379", "rediss://user:s3cret@redis.example.com:6380/0", "redis://[::1]:6379/"}) {
            assertThat(JobOptions.of(Map.of("redis.uri", right)).text("redis.uri")).isEqualTo(right);
        }
    }

    @Test
    void helpTellsOfEveryOptionWithAReasonBeforeIt() {
        String help = JobOptions.help();
        assertThat(JobOptions.asksForHelp(new String[] {"--help"})).isTrue();
        JobOptions.defaults().shown().keySet().forEach(name -> assertThat(help).contains("\n" + name + "="));
    }
}
