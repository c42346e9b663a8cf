package io.penstock.services.kinesis.op;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/**
 * NextToken: what is needed to go on, and when it was given out, for it expires. It is no secret and gives no right: whoever uses one is answered what the same question
 * without a token would be answered.
 */
final class Tokens {

    private static final String SEPARATOR = "\n";

    private final InstantSource clock;

    Tokens(InstantSource clock) {
        this.clock = clock;
    }

    /** A token that holds these values; none may contain a line end. */
    String encode(String kind, List<String> values) {
        String text = kind + SEPARATOR + clock.millis() + SEPARATOR + String.join(SEPARATOR, values);
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The values of a token of this kind, with so many values.
     *
     * @throws io.penstock.kernel.fault.FaultException when it is none, or older than 300 seconds
     */
    List<String> decode(String kind, String token, int count) {
        List<String> parts;
        long created;
        try {
            parts = List.of(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split(SEPARATOR, -1));
            created = parts.size() > 1 ? Long.parseLong(parts.get(1)) : -1;
        } catch (IllegalArgumentException e) {
            throw KinesisFaults.invalid("NextToken is invalid.");
        }
        if (parts.size() != count + 2 || !parts.getFirst().equals(kind)) {
            throw KinesisFaults.invalid("NextToken is invalid.");
        }
        if (created < 0 || created - clock.millis() > KinesisLimits.CLOCKS.toMillis()) {
            throw KinesisFaults.invalid("NextToken is invalid.");
        }
        if (clock.millis() - created > KinesisLimits.TOKEN_LIFE.toMillis()) {
            throw KinesisFaults.EXPIRED_NEXT_TOKEN.with();
        }
        return parts.subList(2, parts.size());
    }
}
