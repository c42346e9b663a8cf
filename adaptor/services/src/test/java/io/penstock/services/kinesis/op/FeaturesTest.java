package io.penstock.services.kinesis.op;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.kinesis.KinesisFixture;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.Tag;

@Timeout(60)
class FeaturesTest {

    @AutoClose
    private final KinesisFixture kinesis = KinesisFixture.relaxed();

    @BeforeEach
    void a_stream() {
        kinesis.create("s", 1);
    }

    @Test
    void retention_grows_and_shrinks_between_a_day_and_a_year() {
        increase(8_760);
        assertThat(kinesis.stream("s").features().retentionHours()).isEqualTo(8_760);
        assertRefused("InvalidArgumentException", "is too long", () -> increase(8_761));
        assertRefused("InvalidArgumentException", "can not be shorter than existing", () -> increase(24));
        assertRefused("InvalidArgumentException", "is too short", () -> decrease(23));
        decrease(48);
        assertRefused("InvalidArgumentException", "can not be longer than existing", () -> decrease(49));
    }

    private void increase(int hours) {
        kinesis.client.increaseStreamRetentionPeriod(
                request -> request.streamName("s").retentionPeriodHours(hours));
    }

    private void decrease(int hours) {
        kinesis.client.decreaseStreamRetentionPeriod(
                request -> request.streamName("s").retentionPeriodHours(hours));
    }

    @Test
    void tags_are_the_same_through_both_generations_of_the_api() {
        kinesis.client.addTagsToStream(request -> request.streamName("s").tags(Map.of("a", "1", "b", "2", "c", "3")));
        kinesis.client.tagResource(
                request -> request.resourceARN(kinesis.arn("s")).tags(Map.of("c", "4")));
        kinesis.client.removeTagsFromStream(request -> request.streamName("s").tagKeys("a"));
        var first = kinesis.client.listTagsForStream(
                request -> request.streamName("s").limit(1));
        assertThat(first.tags()).extracting(Tag::key).containsExactly("b");
        assertThat(first.hasMoreTags()).isTrue();
        assertThat(kinesis.client
                        .listTagsForResource(request -> request.resourceARN(kinesis.arn("s")))
                        .tags())
                .extracting(Tag::value)
                .containsExactly("2", "4");
        Map<String, String> many = IntStream.range(0, 51).boxed().collect(Collectors.toMap(i -> "k" + i, i -> ""));
        assertRefused(
                "InvalidArgumentException",
                "would exceed the limit",
                () -> kinesis.client.addTagsToStream(
                        request -> request.streamName("s").tags(many)));
    }

    @Test
    void registrations_within_one_second_have_different_arns() {
        Set<String> arns = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            String arn = register("c");
            arns.forEach(old -> assertRefused("ResourceNotFoundException", "not found", () -> describe(old)));
            assertThat(describe(arn).consumerName()).isEqualTo("c");
            assertThat(arns.add(arn)).as(arn).isTrue();
            kinesis.client.deregisterStreamConsumer(r -> r.consumerARN(arn));
        }
        arns.add(register("c"));
        arns.stream()
                .sorted()
                .limit(3)
                .forEach(old -> assertRefused(
                        "ResourceNotFoundException",
                        "not found",
                        () -> kinesis.client.deregisterStreamConsumer(r -> r.consumerARN(old))));
        kinesis.client.deleteStream(r -> r.streamName("s").enforceConsumerDeletion(true));
        kinesis.create("s", 1);
        assertThat(arns.add(register("c"))).as("with a stream made anew").isTrue();
    }

    private String register(String consumer) {
        return kinesis.client
                .registerStreamConsumer(r -> r.streamARN(kinesis.arn("s")).consumerName(consumer))
                .consumer()
                .consumerARN();
    }

    private ConsumerDescription describe(String consumerArn) {
        return kinesis.client
                .describeStreamConsumer(r -> r.consumerARN(consumerArn))
                .consumerDescription();
    }

    @Test
    void a_consumer_that_was_registered_anew_has_no_tags_by_its_old_arn() {
        String old = kinesis.client
                .registerStreamConsumer(r -> r.streamARN(kinesis.arn("s")).consumerName("c"))
                .consumer()
                .consumerARN();
        kinesis.client.deregisterStreamConsumer(r -> r.consumerARN(old));
        kinesis.advance(Duration.ofSeconds(2));
        String fresh = kinesis.client
                .registerStreamConsumer(r -> r.streamARN(kinesis.arn("s")).consumerName("c"))
                .consumer()
                .consumerARN();
        assertThat(fresh).isNotEqualTo(old);
        assertRefused(
                "ResourceNotFoundException",
                "not found",
                () -> kinesis.client.tagResource(r -> r.resourceARN(old).tags(Map.of("k", "v"))));
        assertRefused(
                "ResourceNotFoundException",
                "not found",
                () -> kinesis.client.untagResource(r -> r.resourceARN(old).tagKeys("k")));
        assertRefused(
                "ResourceNotFoundException",
                "not found",
                () -> kinesis.client.listTagsForResource(r -> r.resourceARN(old)));
        kinesis.client.tagResource(r -> r.resourceARN(fresh).tags(Map.of("k", "v")));
        kinesis.client.untagResource(r -> r.resourceARN(fresh).tagKeys("k"));
    }

    @Test
    void a_consumer_is_registered_found_tagged_and_deregistered() {
        Consumer consumer = kinesis.client
                .registerStreamConsumer(
                        request -> request.streamARN(kinesis.arn("s")).consumerName("c"))
                .consumer();
        assertThat(consumer.consumerARN()).matches(kinesis.arn("s") + "/consumer/c:\\d+");
        assertThat(consumer.consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
        assertThat(kinesis.client
                        .describeStreamConsumer(request -> request.consumerARN(consumer.consumerARN()))
                        .consumerDescription()
                        .streamARN())
                .isEqualTo(kinesis.arn("s"));
        kinesis.client.tagResource(
                request -> request.resourceARN(consumer.consumerARN()).tags(Map.of("k", "v")));
        assertThat(kinesis.client
                        .listTagsForResource(request -> request.resourceARN(consumer.consumerARN()))
                        .tags())
                .hasSize(1);
        assertRefused(
                "ResourceInUseException",
                "already exists",
                () -> kinesis.client.registerStreamConsumer(
                        request -> request.streamARN(kinesis.arn("s")).consumerName("c")));
        assertRefused(
                "ResourceInUseException",
                "has consumers",
                () -> kinesis.client.deleteStream(request -> request.streamName("s")));
        kinesis.client.deregisterStreamConsumer(request -> request.consumerARN(consumer.consumerARN()));
        assertRefused(
                "ResourceNotFoundException",
                "not found",
                () -> kinesis.client.describeStreamConsumer(
                        request -> request.streamARN(kinesis.arn("s")).consumerName("c")));
    }

    @Test
    void a_stream_takes_twenty_consumers_and_lists_them_in_pages() {
        for (int i = 0; i < 20; i++) {
            String name = "c" + (char) ('a' + i);
            kinesis.client.registerStreamConsumer(
                    request -> request.streamARN(kinesis.arn("s")).consumerName(name));
        }
        assertRefused(
                "LimitExceededException",
                "20",
                () -> kinesis.client.registerStreamConsumer(
                        request -> request.streamARN(kinesis.arn("s")).consumerName("more")));
        var first = kinesis.client.listStreamConsumers(
                request -> request.streamARN(kinesis.arn("s")).maxResults(15));
        var rest = kinesis.client.listStreamConsumers(
                request -> request.streamARN(kinesis.arn("s")).nextToken(first.nextToken()));
        assertThat(first.consumers()).hasSize(15);
        assertThat(rest.consumers()).hasSize(5);
        kinesis.client.deleteStream(request -> request.streamName("s").enforceConsumerDeletion(true));
        assertRefused("ResourceNotFoundException", "not found", () -> kinesis.status("s"));
    }

    @Test
    void policies_are_kept_and_returned() {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
        kinesis.client.putResourcePolicy(
                request -> request.resourceARN(kinesis.arn("s")).policy(policy));
        assertThat(policy()).isEqualTo(policy);
        kinesis.client.deleteResourcePolicy(request -> request.resourceARN(kinesis.arn("s")));
        assertThat(policy()).isEqualTo("{}");
        assertRefused(
                "InvalidArgumentException",
                "not valid JSON",
                () -> kinesis.client.putResourcePolicy(
                        request -> request.resourceARN(kinesis.arn("s")).policy("nonsense")));
    }

    private String policy() {
        return kinesis.client
                .getResourcePolicy(request -> request.resourceARN(kinesis.arn("s")))
                .policy();
    }

    @Test
    void metrics_are_switched_on_and_off() {
        var on = kinesis.client.enableEnhancedMonitoring(
                request -> request.streamName("s").shardLevelMetrics(MetricsName.ALL));
        assertThat(on.currentShardLevelMetrics()).isEmpty();
        assertThat(on.desiredShardLevelMetrics()).hasSize(7).doesNotContain(MetricsName.ALL);
        var off = kinesis.client.disableEnhancedMonitoring(
                request -> request.streamName("s").shardLevelMetrics(MetricsName.INCOMING_BYTES));
        assertThat(off.desiredShardLevelMetrics()).hasSize(6);
        assertThat(kinesis.stream("s").features().metrics()).hasSize(6);
    }

    @Test
    void the_mode_changes_twice_a_day_under_aws_limits() {
        try (KinesisFixture strict = KinesisFixture.strict()) {
            strict.create("s", 1);
            for (StreamMode mode : List.of(StreamMode.ON_DEMAND, StreamMode.PROVISIONED)) {
                mode(strict, mode);
            }
            assertRefused("LimitExceededException", "UpdateStreamMode", () -> mode(strict, StreamMode.ON_DEMAND));
        }
    }

    private static void mode(KinesisFixture fixture, StreamMode mode) {
        fixture.client.updateStreamMode(
                request -> request.streamARN(fixture.arn("s")).streamModeDetails(details -> details.streamMode(mode)));
    }

    @Test
    void under_aws_limits_calls_a_second_are_counted() {
        try (KinesisFixture strict = KinesisFixture.strict()) {
            strict.client.describeLimits(request -> {});
            assertRefused("LimitExceededException", "Rate exceeded", () -> strict.client.describeLimits(request -> {}));
            strict.advance(java.time.Duration.ofSeconds(1));
            strict.client.describeLimits(request -> {});
        }
    }

    @Test
    void limits_count_the_open_shards_of_the_account() {
        kinesis.create("other", 3);
        var limits = kinesis.client.describeLimits(request -> {});
        assertThat(limits.openShardCount()).isEqualTo(4);
        assertThat(limits.shardLimit()).isEqualTo(20_000);
    }
}
