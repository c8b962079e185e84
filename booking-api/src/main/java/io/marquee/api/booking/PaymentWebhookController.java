package io.marquee.api.booking;

import io.marquee.api.payment.PaymentProvider;
import io.marquee.api.payment.PaymentProviders;
import io.marquee.api.problem.Problem;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Where payment providers tell what became of payments. Their signature is what lets them in. */
@Controller("/payments/webhooks")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "payments")
@ApiResponse(
        responseCode = "400",
        description = "Not signed with the provider's secret, or too long ago; nothing has changed",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
class PaymentWebhookController {

    private final PaymentProviders providers;
    private final PaymentOutcomes outcomes;

    PaymentWebhookController(PaymentProviders providers, PaymentOutcomes outcomes) {
        this.providers = providers;
        this.outcomes = outcomes;
    }

    /**
     * What a provider is told, so that it does not send the event again.
     *
     * @param received always true
     */
    @Serdeable
    record Received(boolean received) {}

    @Post(uri = "/stripe", consumes = MediaType.ALL)
    @Operation(
            summary = "Events from Stripe",
            description = "payment_intent.succeeded books the seats, or sends the money back where they are gone; "
                    + "payment_intent.payment_failed and payment_intent.canceled are noted, others ignored. An event "
                    + "may come twice, late, and after younger ones. When the answer is not 200, Stripe sends it "
                    + "again.")
    @ApiResponse(responseCode = "200", description = "Taken, now or before")
    Received stripe(@Nullable @Header("Stripe-Signature") String signature, @Nullable @Body String body) {
        return take("stripe", signature, body);
    }

    @Post(uri = "/mock", consumes = MediaType.ALL)
    @Operation(
            summary = "Events from the mock provider",
            description = "Signed by the server itself, with a secret that nobody else has.")
    @ApiResponse(responseCode = "200", description = "Taken, now or before")
    Received mock(@Nullable @Header("Mock-Signature") String signature, @Nullable @Body String body) {
        return take("mock", signature, body);
    }

    private Received take(String name, String signature, String body) {
        PaymentProvider provider = providers.of(name);
        outcomes.take(name, provider.read(body == null ? "" : body, signature));
        return new Received(true);
    }
}
