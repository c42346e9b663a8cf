package io.penstock.kernel.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final AccountId ACCOUNT = new AccountId("123456789012");

    @ParameterizedTest
    @ValueSource(strings = {"", "12345678901", "1234567890123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢", " 23456789012"})
    void an_account_id_is_twelve_ascii_digits(String text) {
        assertThat(AccountId.isValid(text)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccountId(text))
                .withMessageContaining(text);
    }

    @Test
    void callers_without_an_account_share_one() {
        assertThat(AccountId.DEFAULT).hasToString("000000000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-east", "US-EAST-1", "us east", "us.east", "eu:west", "abcdefghijklmnopqrstuvwxyz0123456"})
    void a_region_keeps_topic_names_and_arns_unambiguous(String text) {
        assertThat(Region.isValid(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Region(text)).withMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1", "local", "eu-central-1", "0", "abcdefghijklmnopqrstuvwxyz012345"})
    void operators_may_choose_their_own_regions(String text) {
        assertThat(new Region(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"us-east-1,aws", "cn-north-1,aws-cn", "us-gov-west-1,aws-us-gov", "local,aws"})
    void the_partition_follows_from_the_region(String region, String partition) {
        assertThat(Arn.of("sqs", new Region(region), ACCOUNT, "orders"))
                .hasToString("arn:" + partition + ":sqs:" + region + ":123456789012:orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sqs:us-east-1:123456789012:orders.fifo",
                "arn:aws-cn:states:cn-north-1:000000000000:stateMachine:a:b",
                "arn:aws:kinesis:local:123456789012:stream/s/consumer/c:1"
            })
    void an_arn_is_read_back_as_it_was_written(String text) {
        assertThat(Arn.parse(text)).hasValueSatisfying(arn -> assertThat(arn).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "arn:aws:sqs:us-east-1:123456789012",
                "arn:aws:sqs:us-east-1:123456789012:",
                "ARN:aws:sqs:us-east-1:123456789012:orders",
                "arn::sqs:us-east-1:123456789012:orders",
                "arn:aws::us-east-1:123456789012:orders",
                "arn:aws:sqs:US:123456789012:orders",
                "arn:aws:sqs::123456789012:orders",
                "arn:aws:sqs:us-east-1:1234:orders",
                "arn:aws:s3:::bucket"
            })
    void what_is_no_arn_of_a_region_and_an_account_is_not_parsed(String text) {
        assertThat(Arn.parse(text)).isEmpty();
    }

    @Test
    void an_arn_without_a_resource_cannot_exist() {
        assertThatIllegalArgumentException().isThrownBy(() -> Arn.of("sqs", Region.DEFAULT, ACCOUNT, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Arn.of("", Region.DEFAULT, ACCOUNT, "x"));
    }
}
