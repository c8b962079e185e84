package io.marquee.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document tells the truth: its examples are events, and there is one for each type. */
class AsyncApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyExampleIsReadAndWrittenBackTheSame() throws Exception {
        List<String> seen = new ArrayList<>();
        for (var message : document().at("/components/messages").properties()) {
            for (JsonNode example : message.getValue().path("examples")) {
                JsonNode payload = example.get("payload");
                Event event = EventJson.read(payload.toString().getBytes(UTF_8));
                assertThat(event.typeName()).isEqualTo(message.getKey());
                assertThat(JSON.readTree(EventJson.write(event))).isEqualTo(JSON.readTree(payload.toString()));
                assertThat(document().at("/channels/" + event.topic() + "/messages").has(message.getKey()))
                        .as("%s is listed under %s", message.getKey(), event.topic())
                        .isTrue();
                seen.add(message.getKey());
            }
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "seat.locked", "seat.extended", "seat.released", "booking.confirmed", "booking.cancelled", "sale",
                        "refund");
    }

    @Test
    void itNamesTheFourTopics() throws Exception {
        assertThat(document().get("channels").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(Topics.SEAT_LOCKS, Topics.BOOKINGS, Topics.SALES, Topics.DEAD_LETTERS);
    }

    private static JsonNode document() throws IOException {
        try (InputStream yaml = EventJson.class.getResourceAsStream("/asyncapi.yaml")) {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        }
    }
}
