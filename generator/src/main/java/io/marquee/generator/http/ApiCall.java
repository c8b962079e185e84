package io.marquee.generator.http;

/**
 * A request to the API.
 *
 * @param action what it is for
 * @param method HTTP method
 * @param path path and query
 * @param token bearer token; null for none
 * @param idempotencyKey value of {@code Idempotency-Key}; null for none
 * @param body JSON; null for none
 */
public record ApiCall(
        Action action, String method, String path, String token, String idempotencyKey, String body) {

    /** A read that anyone may do. */
    public static ApiCall get(Action action, String path) {
        return new ApiCall(action, "GET", path, null, null, null);
    }

    /** A write by the owner of a token. */
    public static ApiCall post(Action action, String path, String token, String body) {
        return new ApiCall(action, "POST", path, token, null, body);
    }
}
