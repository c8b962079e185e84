package io.marquee.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RejectionsTest {

    private final Logger logger = (Logger) LogManager.getLogger(Rejections.class);
    private final Lines lines = new Lines();
    private final Rejections rejections = new Rejections(new UnregisteredMetricsGroup());

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeAppender(lines);
        logger.setAdditive(true);
    }

    @Test
    void theLogNamesTheEventAndTheRequestOfARefusedRecord() {
        DeadLetter letter = refuse("{\"event_id\":\"e-1\",\"type\":\"sale\",\"tickets\":0}", "r-1", 0);
        assertThat(letter.reason()).isEqualTo("invalid-value");
        assertThat(lines.events).singleElement().satisfies(line -> {
            assertThat(line.getMessage().getFormattedMessage())
                    .isEqualTo("Refused sales-2@17, event e-1 of request r-1: invalid-value: tickets: must be positive");
            assertThat(line.getContextData().toMap()).containsEntry("event_id", "e-1").containsEntry("request_id", "r-1");
        });
    }

    @Test
    void whatIsNoEventIsNamedByItsPlaceAlone() {
        refuse("this is no JSON", null, 0);
        assertThat(lines.events).singleElement().satisfies(line -> {
            assertThat(line.getMessage().getFormattedMessage()).contains("sales-2@17");
            assertThat(line.getContextData().toMap()).doesNotContainKeys("event_id", "request_id");
        });
    }

    @Test
    void aProducerThatSendsNothingElseDoesNotFillTheLog() {
        for (int i = 0; i < 1_000; i++) {
            refuse("{\"event_id\":\"e-" + i + "\"}", null, 999);
        }
        assertThat(lines.events).hasSize(Rejections.LINES_PER_SECOND);
        refuse("{\"event_id\":\"last\"}", null, 1_000);
        assertThat(lines.events).hasSize(Rejections.LINES_PER_SECOND + 2);
        assertThat(lines.events.get(Rejections.LINES_PER_SECOND + 1).getMessage().getFormattedMessage())
                .startsWith((1_000 - Rejections.LINES_PER_SECOND) + " more were refused");
    }

    private DeadLetter refuse(String value, String requestId, long now) {
        return rejections.refuse(
                new KafkaRecord("sales", 2, 17, null, value.getBytes(UTF_8), requestId),
                "invalid-value", "tickets: must be positive", now);
    }

    private static final class Lines extends AbstractAppender {
        private final List<LogEvent> events = new ArrayList<>();

        private Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            events.add(event.toImmutable());
        }
    }
}
