package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialTest {

    private final DeveloperCallers callers = new DeveloperCallers(AccountId.DEFAULT, Region.DEFAULT);

    @Test
    void a_scope_is_read_from_its_end() {
        assertThat(Credential.parseScope("a/key/20261123/eu-west-1/sqs/aws4_request"))
                .contains(new Credential("a/key", "eu-west-1", "sqs"));
        assertThat(Credential.parseScope("key/20261123/events/aws4_request"))
                .contains(new Credential("key", "", "events"));
        assertThat(Credential.parseScope("key/20261123/eu-west-1/sqs")).isEmpty();
        assertThat(Credential.parseScope("")).isEmpty();
    }

    @Test
    void a_key_of_twelve_digits_is_the_account_and_any_other_the_default_one() {
        assertThat(callers.resolve(Optional.of(new Credential("111122223333", "eu-west-1", "sqs"))))
                .isEqualTo(new Caller(new AccountId("111122223333"), new Region("eu-west-1"), "111122223333"));
        assertThat(callers.resolve(Optional.of(new Credential("AKIA", "NOT A REGION", "sqs"))))
                .isEqualTo(new Caller(AccountId.DEFAULT, Region.DEFAULT, "000000000000"));
        assertThat(callers.resolve(Optional.empty()))
                .isEqualTo(new Caller(AccountId.DEFAULT, Region.DEFAULT, "000000000000"));
    }
}
