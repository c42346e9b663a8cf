package io.penstock.clients;

import static io.penstock.clients.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeValueException;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Queues: life, attributes, tags, permissions, paging. */
interface QueueContract extends SqsContract {

    @Test
    default void a_queue_is_created_found_listed_and_deleted() {
        TestQueue queue = TestQueue.create(sqs());
        assertThat(queue.url()).endsWith("/000000000000/" + queue.name());
        assertThat(sqs().getQueueUrl(request -> request.queueName(queue.name())).queueUrl())
                .isEqualTo(queue.url());
        assertThat(sqs().listQueues(request -> request.queueNamePrefix(queue.name()))
                        .queueUrls())
                .contains(queue.url());

        sqs().deleteQueue(request -> request.queueUrl(queue.url()));
        assertGone(() -> sqs().getQueueUrl(request -> request.queueName(queue.name())));
        assertGone(() -> queue.send("too late"));
        assertThat(sqs().listQueues(request -> request.queueNamePrefix(queue.name()))
                        .queueUrls())
                .doesNotContain(queue.url());
    }

    @Test
    default void creating_a_queue_again_gives_its_url_unless_an_attribute_differs() {
        TestQueue queue = TestQueue.create(sqs(), Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "45"));
        CreateQueueRequest same = CreateQueueRequest.builder()
                .queueName(queue.name())
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "45"))
                .build();
        assertThat(sqs().createQueue(same).queueUrl()).isEqualTo(queue.url());
        assertRefused(
                QueueNameExistsException.class,
                "QueueAlreadyExists",
                "VisibilityTimeout",
                () -> sqs().createQueue(same.toBuilder()
                        .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "46"))
                        .build()));
    }

    @Test
    default void a_new_queue_has_awss_defaults() {
        TestQueue queue = TestQueue.create(sqs());
        assertThat(queue.attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30")
                .containsEntry(QueueAttributeName.DELAY_SECONDS, "0")
                .containsEntry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576")
                .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")
                .containsEntry(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "0")
                .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "false")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
                .containsEntry(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:us-east-1:000000000000:" + queue.name())
                .containsKeys(QueueAttributeName.CREATED_TIMESTAMP, QueueAttributeName.LAST_MODIFIED_TIMESTAMP)
                .doesNotContainKey(QueueAttributeName.FIFO_QUEUE);
    }

    @Test
    default void attributes_that_were_set_are_read_back() {
        TestQueue queue = TestQueue.create(sqs());
        Map<QueueAttributeName, String> wanted = Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT, "77",
                QueueAttributeName.DELAY_SECONDS, "3",
                QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "2048",
                QueueAttributeName.MESSAGE_RETENTION_PERIOD, "600",
                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "1");
        sqs().setQueueAttributes(request -> request.queueUrl(queue.url()).attributes(wanted));
        assertThat(queue.attributes()).containsAllEntriesOf(wanted);
        assertThat(sqs().getQueueAttributes(request ->
                                request.queueUrl(queue.url()).attributeNames(QueueAttributeName.DELAY_SECONDS))
                        .attributes())
                .containsExactly(Map.entry(QueueAttributeName.DELAY_SECONDS, "3"));
    }

    @Test
    default void tags_are_kept_changed_and_removed() {
        String name = TestQueue.freshName("tagged");
        String url = sqs().createQueue(
                        request -> request.queueName(name).tags(Map.of("team", "payments", "stage", "test")))
                .queueUrl();
        sqs().tagQueue(request -> request.queueUrl(url).tags(Map.of("stage", "live", "cost centre", "4711/äöü")));
        sqs().untagQueue(request -> request.queueUrl(url).tagKeys("team", "never there"));
        assertThat(sqs().listQueueTags(request -> request.queueUrl(url)).tags())
                .containsExactlyInAnyOrderEntriesOf(Map.of("stage", "live", "cost centre", "4711/äöü"));
    }

    @Test
    default void a_list_of_queues_comes_in_pages() {
        String prefix = TestQueue.freshName("paged") + "-";
        List<String> urls = IntStream.range(0, 5)
                .mapToObj(number -> sqs().createQueue(request -> request.queueName(prefix + number))
                        .queueUrl())
                .toList();
        ListQueuesRequest first = ListQueuesRequest.builder()
                .queueNamePrefix(prefix)
                .maxResults(2)
                .build();
        List<String> seen = new ArrayList<>();
        int pages = 0;
        ListQueuesResponse page = sqs().listQueues(first);
        for (; page.nextToken() != null && pages < 5; pages++) {
            assertThat(page.queueUrls()).hasSize(2);
            seen.addAll(page.queueUrls());
            String token = page.nextToken();
            page = sqs().listQueues(first.toBuilder().nextToken(token).build());
        }
        seen.addAll(page.queueUrls());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(urls);
        assertThat(pages).isEqualTo(2);
    }

    @Test
    default void permissions_are_kept_in_the_policy() {
        TestQueue queue = TestQueue.create(sqs());
        sqs().addPermission(request -> request.queueUrl(queue.url())
                .label("partners")
                .awsAccountIds("111122223333")
                .actions("SendMessage"));
        assertThat(queue.attribute(QueueAttributeName.POLICY))
                .contains("\"partners\"", "111122223333", "SendMessage", queue.arn());
        sqs().removePermission(request -> request.queueUrl(queue.url()).label("partners"));
        assertThat(queue.attribute(QueueAttributeName.POLICY)).doesNotContain("partners");
    }

    @Test
    default void a_queue_that_is_not_there_is_named_by_every_operation() {
        TestQueue queue = TestQueue.create(sqs());
        String url = queue.url() + "-nowhere";
        assertGone(() -> sqs().getQueueUrl(request -> request.queueName("nowhere")));
        assertGone(() -> sqs().sendMessage(request -> request.queueUrl(url).messageBody("x")));
        assertGone(() -> sqs().sendMessageBatch(request -> request.queueUrl(url)
                .entries(List.of(SendMessageBatchRequestEntry.builder()
                        .id("a")
                        .messageBody("x")
                        .build()))));
        assertGone(() -> sqs().receiveMessage(request -> request.queueUrl(url)));
        assertGone(() ->
                sqs().getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL)));
        assertGone(() -> sqs().purgeQueue(request -> request.queueUrl(url)));
        assertGone(() -> sqs().listQueueTags(request -> request.queueUrl(url)));
        assertGone(() -> sqs().deleteQueue(request -> request.queueUrl(url)));
    }

    @Test
    default void bad_names_and_values_of_attributes_are_refused() {
        TestQueue queue = TestQueue.create(sqs());
        assertRefused(
                InvalidAttributeValueException.class,
                "InvalidAttributeValue",
                "VisibilityTimeout",
                () -> queue.set(QueueAttributeName.VISIBILITY_TIMEOUT, "43201"));
        assertRefused(
                InvalidAttributeValueException.class,
                "InvalidAttributeValue",
                "DelaySeconds",
                () -> queue.set(QueueAttributeName.DELAY_SECONDS, "soon"));
        assertRefused(
                InvalidAttributeNameException.class,
                "InvalidAttributeName",
                "Unknown Attribute Colour",
                () -> sqs().setQueueAttributes(request ->
                        request.queueUrl(queue.url()).attributesWithStrings(Map.of("Colour", "red"))));
    }

    @Test
    default void a_name_with_other_characters_is_refused() {
        assertRefused(
                "InvalidParameterValue",
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
                () -> sqs().createQueue(request -> request.queueName("no spaces, please")));
    }

    @Test
    default void encryption_by_kms_is_refused_and_not_ignored() {
        assertThatExceptionOfType(SqsException.class)
                .isThrownBy(
                        () -> TestQueue.create(sqs(), Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, "alias/aws/sqs")))
                .withMessageContaining("KmsMasterKeyId");
    }

    private static void assertGone(ThrowingCallable call) {
        assertRefused(
                QueueDoesNotExistException.class,
                "AWS.SimpleQueueService.NonExistentQueue",
                "The specified queue does not exist",
                call);
    }
}
