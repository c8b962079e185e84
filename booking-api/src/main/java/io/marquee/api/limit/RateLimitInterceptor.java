package io.marquee.api.limit;

import io.micronaut.aop.InterceptorBean;
import io.micronaut.aop.MethodInterceptor;
import io.micronaut.aop.MethodInvocationContext;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;

/** Counts the calls of operations that are {@link RateLimited}; on the thread of the operation, which may block. */
@Singleton
@InterceptorBean(RateLimited.class)
final class RateLimitInterceptor implements MethodInterceptor<Object, Object> {

    private final RateLimits limits;

    RateLimitInterceptor(RateLimits limits) {
        this.limits = limits;
    }

    @Override
    public Object intercept(MethodInvocationContext<Object, Object> call) {
        RateLimited.Kind kind = call.enumValue(RateLimited.class, RateLimited.Kind.class).orElseThrow();
        ServerRequestContext.currentRequest().ifPresent(request -> limits.count(kind, request));
        return call.proceed();
    }
}
