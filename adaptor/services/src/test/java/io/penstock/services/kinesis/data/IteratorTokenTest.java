package io.penstock.services.kinesis.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IteratorTokenTest {

    private static final String LONGEST =
            "arn:aws-us-gov:kinesis:ap-southeast-99:123456789012:stream/" + "x".repeat(128);

    @Test
    void a_token_says_what_it_was_made_of() {
        IteratorToken token = new IteratorToken(LONGEST, "0123456789abcdef", 19_999, Long.MAX_VALUE, 1L << 42);
        assertThat(IteratorToken.decode(token.encode())).contains(token);
    }

    @Test
    void the_longest_token_is_within_what_clients_accept() {
        IteratorToken token = new IteratorToken(LONGEST, "x".repeat(36), 19_999, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(token.encode()).hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void no_change_of_a_token_is_a_token() {
        String text = new IteratorToken(LONGEST, "id", 1, 2, 3).encode();
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            char[] changed = text.toCharArray();
            int at = random.nextInt(changed.length - 1);
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            assertThat(IteratorToken.decode(new String(changed))).isEmpty();
        }
        for (int length = 0; length < text.length(); length++) {
            assertThat(IteratorToken.decode(text.substring(0, length))).isEmpty();
        }
    }
}
