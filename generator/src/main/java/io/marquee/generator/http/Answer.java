package io.marquee.generator.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the API said.
 *
 * @param status HTTP status
 * @param body the JSON document; a missing node where there was none
 */
public record Answer(int status, JsonNode body) {}
