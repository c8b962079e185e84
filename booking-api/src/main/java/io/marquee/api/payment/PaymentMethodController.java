package io.marquee.api.payment;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** How one can pay here. */
@Controller("/payments/methods")
@Secured(SecurityRule.IS_ANONYMOUS)
@Tag(name = "payments")
class PaymentMethodController {

    private final List<PaymentMethod> methods;

    PaymentMethodController(PaymentProviders providers, StripeForm form) {
        methods = providers.offered().stream()
                .map(name -> name.equals("stripe") && form.isOffered()
                        ? new PaymentMethod(name, form.publishableKey(), form.script())
                        : new PaymentMethod(name, null, null))
                .toList();
    }

    @Get
    @Operation(
            summary = "How one can pay",
            description = "With stripe, a page opens Stripe's form with the publishable_key, and the client_secret of "
                    + "the booking.")
    @ApiResponse(responseCode = "200", description = "By name; none where nothing can be bought")
    List<PaymentMethod> list() {
        return methods;
    }
}
