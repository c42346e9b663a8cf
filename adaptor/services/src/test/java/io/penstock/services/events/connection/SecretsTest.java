package io.penstock.services.events.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.events.connection.Auth.Basic;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SecretsTest {

    private static final String ARN = "arn:aws:events:us-east-1:000000000000:connection/c/1";
    private static final Auth AUTH = new Auth(new Basic("user", "a secret word"), null, null, null);

    private static byte[] key(int number) {
        byte[] key = new byte[Secrets.KEY_BYTES];
        Arrays.fill(key, (byte) number);
        return key;
    }

    private static Secrets secrets(byte[]... keys) {
        return new Secrets(() -> List.of(keys), new SecureRandom());
    }

    @Test
    void what_is_sealed_is_not_to_be_read_and_never_the_same_twice() {
        Secrets secrets = secrets(key(1));
        String sealed = secrets.seal(ARN, AUTH);
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(2));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("a secret word");
        assertThat(secrets.seal(ARN, AUTH)).isNotEqualTo(sealed);
        assertThat(secrets.open(ARN, sealed)).contains(AUTH);
    }

    @Test
    void an_older_key_still_opens_and_the_first_one_seals() {
        String old = secrets(key(1)).seal(ARN, AUTH);
        Secrets rotated = secrets(key(2), key(1));
        assertThat(rotated.open(ARN, old)).contains(AUTH);
        assertThat(secrets(key(2)).open(ARN, rotated.seal(ARN, AUTH))).contains(AUTH);
    }

    @Test
    void without_its_key_nothing_is_opened() {
        assertThat(secrets(key(2)).open(ARN, secrets(key(1)).seal(ARN, AUTH))).isEmpty();
        assertThat(secrets().isAvailable()).isFalse();
    }

    @Test
    void what_is_of_another_connection_or_was_changed_is_not_opened() {
        Secrets secrets = secrets(key(1));
        String sealed = secrets.seal(ARN, AUTH);
        assertThatThrownBy(() -> secrets.open(ARN + "2", sealed)).isInstanceOf(IllegalStateException.class);
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(2));
        bytes[bytes.length - 1] ^= 1;
        String changed = sealed.substring(0, 2) + Base64.getEncoder().encodeToString(bytes);
        assertThatThrownBy(() -> secrets.open(ARN, changed)).isInstanceOf(IllegalStateException.class);
    }
}
