package io.penstock.streams.sns;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.kernel.retry.RetrySchedule;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How endpoints are delivered to, as the service publishes it with a topic or a subscription. What is null is not said there.
 *
 * @param fixed whether what subscriptions say does not count
 */
record HttpSpec(
        @Nullable RetrySchedule retries,
        @Nullable Integer perSecond,
        @Nullable String contentType,
        boolean fixed) {

    private static final String CONTENT_TYPE = "text/plain; charset=UTF-8";

    static final HttpSpec NONE = new HttpSpec(null, null, null, false);

    static HttpSpec parse(JsonNode definition) {
        JsonNode http = definition.path("http");
        return new HttpSpec(
                RetrySchedule.parse(http.path("retry").asText("")).orElse(null),
                http.path("perSecond").isInt()
                        ? (Integer) http.path("perSecond").intValue()
                        : null,
                http.path("contentType").isTextual() ? http.path("contentType").textValue() : null,
                http.path("fixed").booleanValue());
    }

    /** What holds for a subscription that says {@code own}. */
    HttpSpec with(HttpSpec own) {
        if (fixed) {
            return this;
        }
        return new HttpSpec(
                own.retries == null ? retries : own.retries,
                own.perSecond == null ? perSecond : own.perSecond,
                own.contentType == null ? contentType : own.contentType,
                false);
    }

    RetrySchedule effectiveRetries() {
        return Optional.ofNullable(retries).orElse(RetrySchedule.HTTP);
    }

    int effectiveRate() {
        return Optional.ofNullable(perSecond).orElse(0);
    }

    String effectiveType() {
        return Optional.ofNullable(contentType).orElse(CONTENT_TYPE);
    }
}
