package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.services.sqs.rules.SqsSettings.UrlStrategy;
import io.penstock.services.sqs.rules.SqsSettings.Urls;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queue URLs, GetQueueUrl, ListQueues, DeleteQueue, tags and permissions. */
class QueueNamesTest {

    private static final Caller OTHER = new Caller(new AccountId("111111111111"), Region.DEFAULT, "AIDAOTHER");

    private final SqsFixture sqs = new SqsFixture();

    @AfterEach
    void close() {
        sqs.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:4566/000000000000/orders",
                "http://127.0.0.1:9324/000000000000/orders",
                "http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/orders",
                "http://us-east-1.queue.localhost.localstack.cloud:4566/000000000000/orders",
                "http://queue.localhost.localstack.cloud:4566/000000000000/orders",
                "http://localhost:4566/queue/us-east-1/000000000000/orders",
                "https://sqs.us-east-1.amazonaws.com/000000000000/orders",
                "https://queue.amazonaws.com/000000000000/orders",
                "https://us-east-1.queue.amazonaws.com/000000000000/orders",
                "http://localhost:9324/queue/orders",
                "http://localhost:4566/000000000000/orders/",
                "orders"
            })
    void every_form_of_a_queue_url_is_accepted(String url) {
        sqs.createQueue("orders");
        sqs.send(url, "m");
        assertThat(sqs.bodies(url)).containsExactly("m");
    }

    @Test
    void the_region_in_a_url_counts() {
        sqs.createQueue("orders");
        assertThat(fault(() -> sqs.send("https://sqs.eu-west-1.amazonaws.com/000000000000/orders", "m"))
                        .fault())
                .isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST);
    }

    /** A host that only looks like one with a Region says nothing, however long it is. */
    @Test
    void a_host_with_something_longer_than_a_region_counts_as_any_host() {
        sqs.createQueue("orders");
        sqs.send("https://sqs.a" + "a-a".repeat(20) + "-1.example.com/000000000000/orders", "m");
        String deep = "https://sqs.aa" + "-a".repeat(20_000) + "-1.example.com/000000000000/orders";
        assertThat(sqs.bodies(deep)).containsExactly("m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:4566/a/b/c/d/e", "http://localhost:4566/12/orders", "http://local host/"})
    void what_is_no_queue_url_is_an_invalid_address(String url) {
        assertThat(fault(() -> sqs.send(url, "m")).fault()).isEqualTo(SqsFaults.INVALID_ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({
        "DYNAMIC, http://localhost:4566, /, http://localhost:4566/000000000000/orders",
        "DYNAMIC, https://sqs.eu-west-1.example.com, /, https://sqs.us-east-1.example.com/000000000000/orders",
        "DYNAMIC, http://eu-west-1.queue.localhost:4566, /, http://us-east-1.queue.localhost:4566/000000000000/orders",
        "DYNAMIC, http://localhost:4566, /queue/us-east-1/x, http://localhost:4566/queue/us-east-1/000000000000/orders",
        "STANDARD, http://localhost:4566, /, http://sqs.us-east-1.cloud:4566/000000000000/orders",
        "DOMAIN, http://localhost:4566, /, http://us-east-1.queue.cloud:4566/000000000000/orders",
        "PATH, http://localhost:4566, /, http://cloud:4566/queue/us-east-1/000000000000/orders",
        "OFF, http://localhost:4566, /, http://cloud:4566/000000000000/orders"
    })
    void urls_are_written_as_the_operator_chose(UrlStrategy strategy, String base, String path, String url) {
        SqsSettings settings = SqsSettings.DEFAULT;
        try (SqsFixture chosen = new SqsFixture(
                new SqsSettings(settings.limits(), new Urls(strategy, "cloud:4566"), "", 1, settings.bodyBytes()))) {
            SqsClient client = chosen.client(
                    new CallContext(SqsFixture.CALLER, "request", new Endpoint(base, path), new Cancellation()));
            assertThat(client.createQueue(request -> request.queueName("orders"))
                            .queueUrl())
                    .isEqualTo(url);
        }
    }

    @Test
    void another_account_reaches_a_queue_by_its_url() {
        String url = sqs.createQueue("orders");
        SqsClient other = sqs.client(OTHER);
        other.sendMessage(request -> request.queueUrl(url).messageBody("from abroad"));
        assertThat(sqs.bodies(url)).containsExactly("from abroad");
        assertThat(other.getQueueUrl(request -> request.queueName("orders").queueOwnerAWSAccountId("000000000000"))
                        .queueUrl())
                .isEqualTo(url);
        assertThat(fault(() -> other.getQueueUrl(request -> request.queueName("orders")))
                        .fault())
                .isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST);
    }

    @Test
    void a_deleted_queue_is_gone() {
        String url = sqs.createQueue("orders");
        sqs.client.deleteQueue(request -> request.queueUrl(url));
        assertThat(fault(() -> sqs.client.getQueueUrl(request -> request.queueName("orders")))
                        .fault())
                .isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST);
        assertThat(fault(() -> sqs.client.deleteQueue(request -> request.queueUrl(url)))
                        .fault())
                .isEqualTo(SqsFaults.QUEUE_DOES_NOT_EXIST);
        assertThat(sqs.client.listQueues().queueUrls()).isEmpty();
    }

    @Test
    void queues_are_listed_by_prefix_and_page_and_by_account() {
        for (int i = 0; i < 5; i++) {
            sqs.createQueue("a" + i);
        }
        sqs.createQueue("b");
        sqs.client(OTHER).createQueue(request -> request.queueName("a-of-other"));
        ListQueuesResponse first =
                sqs.client.listQueues(request -> request.queueNamePrefix("a").maxResults(3));
        ListQueuesResponse second = sqs.client.listQueues(
                request -> request.queueNamePrefix("a").maxResults(3).nextToken(first.nextToken()));
        assertThat(first.queueUrls()).hasSize(3);
        assertThat(second.queueUrls()).hasSize(2);
        assertThat(second.nextToken()).isNull();
        assertThat(sqs.client.listQueues().queueUrls()).hasSize(6);
        assertThat(fault(() -> sqs.client.listQueues(request -> request.maxResults(1001)))
                        .fault())
                .isEqualTo(SqsFaults.INVALID_PARAMETER_VALUE);
    }

    @Test
    void tags_are_added_replaced_removed_and_bounded() {
        String url = sqs.client
                .createQueue(request -> request.queueName("orders").tags(Map.of("tag1", "value1")))
                .queueUrl();
        sqs.client.tagQueue(request -> request.queueUrl(url).tags(Map.of("tag1", "new", "tag2", "")));
        assertThat(sqs.client.listQueueTags(request -> request.queueUrl(url)).tags())
                .isEqualTo(Map.of("tag1", "new", "tag2", ""));
        sqs.client.untagQueue(request -> request.queueUrl(url).tagKeys("tag1", "tag2"));
        assertThat(sqs.client.listQueueTags(request -> request.queueUrl(url)).hasTags())
                .isFalse();
        for (int i = 0; i < 50; i++) {
            Map<String, String> tag = Map.of("t" + i, "v");
            sqs.client.tagQueue(request -> request.queueUrl(url).tags(tag));
        }
        assertThat(fault(() ->
                        sqs.client.tagQueue(request -> request.queueUrl(url).tags(Map.of("one", "more")))))
                .hasMessage("Too many tags added for queue orders.");
    }

    @Test
    void permissions_are_statements_of_the_policy() {
        String url = sqs.createQueue("orders");
        sqs.client.addPermission(request -> request.queueUrl(url)
                .label("share")
                .awsAccountIds("111111111111", "222222222222")
                .actions("ReceiveMessage"));
        assertThat(sqs.attribute(url, QueueAttributeName.POLICY))
                .isEqualTo("{\"Version\":\"2008-10-17\","
                        + "\"Id\":\"arn:aws:sqs:us-east-1:000000000000:orders/SQSDefaultPolicy\",\"Statement\":[{"
                        + "\"Sid\":\"share\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                        + "[\"arn:aws:iam::111111111111:root\",\"arn:aws:iam::222222222222:root\"]},"
                        + "\"Action\":\"SQS:ReceiveMessage\","
                        + "\"Resource\":\"arn:aws:sqs:us-east-1:000000000000:orders\"}]}");
        assertThat(fault(() -> sqs.client.addPermission(request -> request.queueUrl(url)
                        .label("share")
                        .awsAccountIds("111111111111")
                        .actions("SendMessage"))))
                .hasMessage("Value share for parameter Label is invalid. Reason: Already exists.");
        sqs.client.removePermission(request -> request.queueUrl(url).label("share"));
        assertThat(sqs.attribute(url, QueueAttributeName.POLICY)).isEmpty();
        assertThat(fault(() -> sqs.client.removePermission(
                        request -> request.queueUrl(url).label("share"))))
                .hasMessage("Value share for parameter Label is invalid. Reason: can't find label.");
    }

    @Test
    void permissions_have_their_limits() {
        String url = sqs.createQueue("orders");
        List<String> eight = List.of(
                "SendMessage",
                "ReceiveMessage",
                "DeleteMessage",
                "GetQueueUrl",
                "PurgeQueue",
                "TagQueue",
                "UntagQueue",
                "DeleteQueue");
        assertThat(fault(() -> sqs.client.addPermission(request -> request.queueUrl(url)
                        .label("l")
                        .awsAccountIds("111111111111")
                        .actions(eight))))
                .hasMessage("8 Actions were found, maximum allowed is 7.");
        assertThat(fault(() -> sqs.client.addPermission(request -> request.queueUrl(url)
                        .label("l")
                        .awsAccountIds("111111111111")
                        .actions("Fly"))))
                .hasMessageStartingWith("Value SQS:Fly for parameter ActionName is invalid.");
    }
}
