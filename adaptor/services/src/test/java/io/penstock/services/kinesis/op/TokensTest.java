package io.penstock.services.kinesis.op;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
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

    @Test
    void what_is_no_token_of_this_kind_is_refused_whoever_made_it() {
        String other = tokens.encode("other", List.of("a", "b"));
        String fewer = tokens.encode("kind", List.of("a"));
        String before = base64("kind\n" + Long.MIN_VALUE + "\na\nb");
        for (String token : List.of("", "!", "AAAA", base64("kind"), base64("kind\nx\na\nb"), other, fewer, before)) {
            assertRefused("InvalidArgumentException", "NextToken is invalid.", () -> tokens.decode("kind", token, 2));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
