package io.penstock.services.kinesis.op;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokensTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH.plusSeconds(1_000));
    private final Tokens tokens = new Tokens(now::get);

    @Test
    void a_token_is_good_for_five_minutes_and_not_before_it_was_given_out() {
        Instant given = now.get();
        String token = tokens.encode("kind", List.of("a", "b"));
        now.set(given.plusSeconds(300));
        assertThat(tokens.decode("kind", token, 2)).containsExactly("a", "b");
        now.set(given.plusSeconds(301));
        assertRefused("ExpiredNextTokenException", "expired", () -> tokens.decode("kind", token, 2));
        now.set(given.minusSeconds(59));
        assertThat(tokens.decode("kind", token, 2)).containsExactly("a", "b");
        now.set(given.minusSeconds(61));
        assertRefused("InvalidArgumentException", "invalid", () -> tokens.decode("kind", token, 2));
    }
}
