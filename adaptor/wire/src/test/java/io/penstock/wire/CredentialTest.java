package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Ids that were published with the accounts they belong to; see {@link AccessKeys}. */
    @ParameterizedTest
    @CsvSource({
        "ASIAY34FZKBOKMUTVV7A, 609629065308",
        "ASIAVJ2E6QGR2WZILJFM, 364679954851",
        "AKIASP2TPHJSQH3FJXYZ, 171436882533",
        "ASIAQAAAAAAAGMKEM7X5, 000000000000"
    })
    void a_key_of_awss_making_names_its_account_where_that_is_wanted(String key, String account) {
        DeveloperCallers decoding = new DeveloperCallers(new AccountId("999999999999"), Region.DEFAULT, true);
        DeveloperCallers ignoring = new DeveloperCallers(new AccountId("999999999999"), Region.DEFAULT);
        Optional<Credential> credential = Optional.of(new Credential(key, "us-east-1", "sqs"));

        assertThat(decoding.resolve(credential).account()).isEqualTo(new AccountId(account));
        assertThat(ignoring.resolve(credential).account()).isEqualTo(new AccountId("999999999999"));
    }

    @ParameterizedTest
    @CsvSource({"LSIAY34FZKBOKMUTVV7A, 609629065308", "LKIAVJ2E6QGR2WZILJFM, 364679954851"})
    void a_key_of_localstacks_making_names_its_account(String key, String account) {
        assertThat(callers.resolve(Optional.of(new Credential(key, "us-east-1", "sqs")))
                        .account())
                .isEqualTo(new AccountId(account));
    }

    /** The second is of the form before 2019, the last of an account beyond 12 digits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "LKIAVJ2E6QGR",
                "LKIAIOSFODNN7EXAMPLE",
                "LKIAV12E6QGR2WZILJFM",
                "lkiaVJ2E6QGR2WZILJFM",
                "XKIAVJ2E6QGR2WZILJFM",
                "LKIA7777777777777777"
            })
    void a_key_without_an_account_in_it_belongs_to_the_default_one(String key) {
        assertThat(callers.resolve(Optional.of(new Credential(key, "us-east-1", "sqs")))
                        .account())
                .isEqualTo(AccountId.DEFAULT);
    }
}
