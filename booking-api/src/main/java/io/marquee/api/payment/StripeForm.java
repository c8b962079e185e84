package io.marquee.api.payment;

import jakarta.inject.Singleton;
import java.net.URI;

/** What a page needs to show Stripe's own form, in which customers choose how to pay: no card's number comes here. */
@Singleton
public class StripeForm {

    private final StripeSettings settings;

    StripeForm(StripeSettings settings) {
        this.settings = settings;
    }

    /** Whether pages can show it: they need the account's publishable key. */
    public boolean isOffered() {
        return !settings.secretKey().isBlank() && !settings.publishableKey().isBlank();
    }

    /** The account's key that anyone may know. */
    String publishableKey() {
        return settings.publishableKey();
    }

    /** Address of Stripe.js, which Stripe wants to be loaded from its own servers. */
    String script() {
        return settings.script();
    }

    /**
     * What a Content-Security-Policy must let in for it besides the page's own things, as Stripe's security guide lists
     * it: each with a space in front.
     *
     * @param directive such as {@code frame-src}
     */
    public String sources(String directive) {
        URI script = URI.create(settings.script());
        String origin = " " + script.getScheme() + "://" + script.getAuthority();
        return switch (directive) {
            case "script-src" -> origin + " https://*.js.stripe.com";
            case "frame-src" -> origin + " https://*.js.stripe.com https://hooks.stripe.com";
            case "connect-src" -> origin + " https://api.stripe.com";
            default -> "";
        };
    }
}
