package io.marquee.generator.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Dead letters for people and for programs. Pure. */
final class Printed {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Printed() {}

    /**
     * Bytes as a line of text: what is UTF-8 and can be seen stays, everything else is escaped as {@code \x0a}.
     *
     * @param most how many bytes are shown; the number of the others is told
     */
    static String bytes(byte[] bytes, int most) {
        if (bytes == null) {
            return "(none)";
        }
        int shown = Math.min(most, bytes.length);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown; ) {
            int length = lengthOfCharacter(bytes, i, shown);
            if (length == 0) {
                text.append(String.format("\\x%02x", bytes[i] & 0xff));
                i++;
            } else {
                String character = new String(bytes, i, length, StandardCharsets.UTF_8);
                text.append(character.equals("\\") ? "\\\\" : character);
                i += length;
            }
        }
        return shown == bytes.length ? text.toString() : text + " ... and " + (bytes.length - shown) + " bytes more";
    }

    // 0 when no character begins here that can be seen.
    private static int lengthOfCharacter(byte[] bytes, int from, int to) {
        for (int length = 1; length <= 4 && from + length <= to; length++) {
            Optional<String> text = utf8(ByteBuffer.wrap(bytes, from, length));
            if (text.isPresent()) {
                int character = text.get().codePointAt(0);
                int type = Character.getType(character);
                boolean hidden = Character.isISOControl(character) || type == Character.FORMAT
                        || type == Character.UNASSIGNED || type == Character.PRIVATE_USE
                        || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
                return hidden ? 0 : length;
            }
        }
        return 0;
    }

    private static Optional<String> utf8(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException other) {
            return Optional.empty();
        }
    }

    /** One line of JSON. {@code value} is there when the bytes are text, {@code value_base64} always. */
    static String json(DeadLetter letter, Optional<Place> resentTo) {
        ObjectNode json = JSON.createObjectNode()
                .put("offset", letter.place().offset())
                .put("from_topic", letter.from().topic())
                .put("from_partition", letter.from().partition())
                .put("from_offset", letter.from().offset())
                .put("reason", letter.reason())
                .put("detail", letter.detail())
                .put("refused_at", letter.writtenAt().toString());
        put(json, "key", letter.key());
        put(json, "value", letter.value());
        json.put("resent_to", resentTo.map(Place::toString).orElse(null));
        return json.toString();
    }

    private static void put(ObjectNode json, String name, byte[] bytes) {
        json.put(name, bytes == null ? null : utf8(ByteBuffer.wrap(bytes)).orElse(null));
        json.put(name + "_base64", bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
    }
}
