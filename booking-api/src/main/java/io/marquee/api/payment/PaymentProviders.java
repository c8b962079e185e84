package io.marquee.api.payment;

import io.marquee.api.problem.ProblemException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All ways to pay. */
@Singleton
public class PaymentProviders {

    private final Map<String, PaymentProvider> byName;

    PaymentProviders(List<PaymentProvider> providers) {
        byName = providers.stream().collect(Collectors.toMap(
                PaymentProvider::name, Function.identity(), (one, other) -> one, TreeMap::new));
    }

    /**
     * The provider that a request names.
     *
     * @throws ProblemException 400 when there is no such one, or it is not in use here
     */
    public PaymentProvider requested(String method) {
        PaymentProvider provider = byName.get(method);
        if (provider == null) {
            throw ProblemException.badField("payment.method", "is none of " + String.join(", ", offered()));
        }
        provider.missing().ifPresent(why -> {
            throw ProblemException.badField(
                    "payment.method",
                    "'" + method + "' is not in use here: " + why + ". There is: " + String.join(", ", offered()));
        });
        return provider;
    }

    /** The names of those that one can pay with here. */
    public List<String> offered() {
        return byName.values().stream()
                .filter(provider -> provider.missing().isEmpty())
                .map(PaymentProvider::name)
                .toList();
    }

    /** The provider that a payment was made with. */
    public PaymentProvider of(String name) {
        PaymentProvider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalStateException("The payment provider " + name + " is not known any more");
        }
        return provider;
    }
}
