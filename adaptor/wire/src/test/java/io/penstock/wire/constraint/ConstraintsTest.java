package io.penstock.wire.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.model.ServiceModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;

class ConstraintsTest {

    private final Constraints kinesis = Constraints.load(ServiceModel.load("kinesis"));

    private Optional<String> check(String operation, SdkPojo request) {
        ServiceModel model = ServiceModel.load("kinesis");
        String shape = model.operation(operation).orElseThrow().types().inputShape();
        return kinesis.check(shape, request);
    }

    @Test
    void a_valid_request_has_no_failures() {
        assertThat(check(
                        "PutRecords",
                        PutRecordsRequest.builder()
                                .streamName("s")
                                .records(PutRecordsRequestEntry.builder()
                                        .partitionKey("k")
                                        .data(SdkBytes.fromUtf8String("d"))
                                        .build())
                                .build()))
                .isEmpty();
    }

    @Test
    void pattern_and_length_of_a_text_fail_one_by_one() {
        assertThat(check(
                        "DescribeStream",
                        DescribeStreamRequest.builder().streamName("").limit(0).build()))
                .contains("3 validation errors detected: "
                        + "Value '' at 'streamName' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
                        + "Value '' at 'streamName' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1; "
                        + "Value '0' at 'limit' failed to satisfy constraint: "
                        + "Member must have value greater than or equal to 1");
    }

    @Test
    void a_missing_member_in_a_list_is_named_by_its_place() {
        assertThat(check(
                        "PutRecords",
                        PutRecordsRequest.builder()
                                .streamName("s")
                                .records(PutRecordsRequestEntry.builder()
                                        .partitionKey("k")
                                        .build())
                                .build()))
                .contains("1 validation error detected: Value null at 'records.1.member.data' "
                        + "failed to satisfy constraint: Member must not be null");
    }

    @Test
    void elements_keys_and_values_fail_with_all_their_constraints() {
        assertThat(check(
                        "RemoveTagsFromStream",
                        RemoveTagsFromStreamRequest.builder()
                                .streamName("s")
                                .tagKeys("")
                                .build()))
                .contains("1 validation error detected: Value '[]' at 'tagKeys' failed to satisfy constraint: "
                        + "Member must satisfy constraint: [Member must have length less than or equal to 128, "
                        + "Member must have length greater than or equal to 1]");
        assertThat(check(
                                "AddTagsToStream",
                                AddTagsToStreamRequest.builder()
                                        .streamName("s")
                                        .tags(Map.of("k", "v".repeat(257)))
                                        .build())
                        .orElseThrow())
                .contains("at 'tags' failed to satisfy constraint: Map value must satisfy constraint: "
                        + "[Member must have length less than or equal to 256, "
                        + "Member must have length greater than or equal to 0]");
        assertThat(check(
                                "EnableEnhancedMonitoring",
                                EnableEnhancedMonitoringRequest.builder()
                                        .streamName("s")
                                        .shardLevelMetricsWithStrings("nope")
                                        .build())
                        .orElseThrow())
                .contains("Value '[nope]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy "
                        + "constraint: [Member must satisfy enum value set: [IncomingBytes, ");
    }

    @Test
    void bytes_are_shown_by_their_length_and_failures_stop_at_ten() {
        PutRecordsRequestEntry bad = PutRecordsRequestEntry.builder()
                .partitionKey("")
                .data(SdkBytes.fromByteArray(new byte[10_485_761]))
                .build();
        String failures = check(
                        "PutRecords",
                        PutRecordsRequest.builder()
                                .streamName("s")
                                .records(java.util.Collections.nCopies(20, bad))
                                .build())
                .orElseThrow();
        assertThat(failures)
                .startsWith("10 validation errors detected: ")
                .contains(
                        "Value 'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at 'records.1.member.data'");
    }

    static List<String> services() {
        return ServiceModel.ids();
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_pattern_compiles_and_every_target_exists(String id) {
        Constraints constraints = Constraints.load(ServiceModel.load(id));
        assertThat(constraints.rules().values()).allSatisfy(rule -> {
            switch (rule) {
                case Rule.Text text -> assertThat(text.form().matches("x")).isIn(true, false);
                case Rule.Structure structure ->
                    assertThat(structure.members().values())
                            .allSatisfy(member -> assertThat(member.target())
                                    .satisfiesAnyOf(
                                            target -> assertThat(target).isEmpty(),
                                            target -> assertThat(constraints.rule(target))
                                                    .isNotNull()));
                case Rule.ListOf list -> assertThat(list.bounds()).isNotNull();
                case Rule.MapOf map -> assertThat(map.bounds()).isNotNull();
                case Rule.Numeric number -> assertThat(number.bounds()).isNotNull();
            }
        });
    }
}
