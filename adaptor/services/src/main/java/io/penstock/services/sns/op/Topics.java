package io.penstock.services.sns.op;

import io.penstock.kernel.name.Arn;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics.Topic;
import io.penstock.services.common.Await;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.TopicAttributes;
import io.penstock.services.sns.topic.TopicCommand;
import io.penstock.services.sns.topic.TopicDefinition;
import io.penstock.services.sns.topic.TopicReply;
import io.penstock.wire.CallContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** The operations on topics. */
final class Topics {

    private static final String TOPIC_ARN = "TopicArn";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Pattern FIFO_NAME = Pattern.compile("[A-Za-z0-9_-]{1,251}\\.fifo");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private final Environment environment;

    Topics(Environment environment) {
        this.environment = environment;
    }

    private TopicReply submit(String arn, TopicCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(arn, command));
    }

    CreateTopicResponse create(CallContext call, CreateTopicRequest request) throws InterruptedException {
        String name = request.name();
        boolean fifo = TopicAttributes.isFifo(request.attributes());
        if (fifo && (name == null || !FIFO_NAME.matcher(name).matches())) {
            throw SnsFaults.invalid("Fifo Topic names must end with .fifo and must be made up of only uppercase and "
                    + "lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 "
                    + "characters long.");
        }
        if (name == null || !(fifo || NAME.matcher(name).matches())) {
            throw SnsFaults.invalid("Topic Name");
        }
        if (request.dataProtectionPolicy() != null) {
            throw SnsFaults.invalid("DataProtectionPolicy Reason: this attribute is not available here");
        }
        SortedMap<String, String> attributes = TopicAttributes.check(request.attributes());
        SortedMap<String, String> tags = tags(request.tags());
        Arn arn = Arn.of("sns", call.region(), call.account(), name);
        refuseTooMany(call, arn.toString(), fifo);
        Await.reply(environment.keys().ensure());
        if (fifo) {
            createFifo(arn, attributes, tags);
        } else {
            Await.reply(environment.publications().topic());
            submit(arn.toString(), new TopicCommand.Create(arn.toString(), attributes, tags, null));
        }
        return CreateTopicResponse.builder().topicArn(arn.toString()).build();
    }

    /** Counted by what this node knows: milliseconds behind what other nodes took meanwhile. What is there already is none more. */
    private void refuseTooMany(CallContext call, String arn, boolean fifo) throws InterruptedException {
        int limit =
                fifo ? environment.limits().fifoTopics() : environment.limits().topics();
        long topics = environment.directory().topics().stream()
                .filter(topic -> isOf(call, topic) && FifoLog.isFifo(topic.arn()) == fifo)
                .limit(limit)
                .count();
        if (topics >= limit && Await.reply(environment.directory().find(arn)).isEmpty()) {
            throw SnsFaults.tooManyTopics();
        }
    }

    /** The log is there before the topic, which knows it by Kafka's id. */
    private void createFifo(Arn arn, SortedMap<String, String> attributes, SortedMap<String, String> tags)
            throws InterruptedException {
        Topic log = Await.reply(environment.fifo().kafka().ensure(FifoLog.spec(arn)));
        TopicPartition place = new TopicPartition(FifoLog.name(arn), 0);
        long start = Await.reply(environment.fifo().log().end(place));
        TopicReply made = submit(
                arn.toString(),
                new TopicCommand.Create(
                        arn.toString(), attributes, tags, new FifoLog(FifoLog.name(arn), log.id(), start)));
        if (made instanceof TopicReply.Known known) {
            Await.reply(environment.fifo().topics().open(known.topic()));
        }
    }

    private static boolean isOf(CallContext call, TopicDefinition topic) {
        return topic.owner().equals(call.account().value())
                && topic.arn().split(":", 5)[3].equals(call.region().value());
    }

    private static SortedMap<String, String> tags(List<Tag> given) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (Tag tag : given) {
            if (tags.put(tag.key(), tag.value()) != null) {
                throw SnsFaults.invalid("Duplicated keys are not allowed.");
            }
        }
        if (tags.size() > SnsLimits.TAGS) {
            throw SnsFaults.tooManyTags();
        }
        return tags;
    }

    DeleteTopicResponse delete(CallContext call, DeleteTopicRequest request) throws InterruptedException {
        submit(Arns.topic(call, request.topicArn(), TOPIC_ARN), new TopicCommand.Delete());
        return DeleteTopicResponse.builder().build();
    }

    ListTopicsResponse list(CallContext call, ListTopicsRequest request) {
        String after = Page.after(request.nextToken());
        Page<String> page = Page.of(
                environment.directory().topics().stream()
                        .filter(topic -> isOf(call, topic))
                        .map(TopicDefinition::arn)
                        .filter(arn -> arn.compareTo(after) > 0)
                        .sorted(Comparator.naturalOrder())
                        .limit(SnsLimits.PAGE + 1L)
                        .toList(),
                arn -> arn);
        return ListTopicsResponse.builder()
                .topics(page.items().stream()
                        .map(arn -> software.amazon.awssdk.services.sns.model.Topic.builder()
                                .topicArn(arn)
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    private TopicReply.Known known(String arn) throws InterruptedException {
        if (submit(arn, new TopicCommand.Describe()) instanceof TopicReply.Known known) {
            return known;
        }
        throw SnsFaults.noTopic();
    }

    GetTopicAttributesResponse get(CallContext call, GetTopicAttributesRequest request) throws InterruptedException {
        return GetTopicAttributesResponse.builder()
                .attributes(TopicAttributes.all(
                        known(Arns.topic(call, request.topicArn(), TOPIC_ARN)),
                        environment.clock().millis()))
                .build();
    }

    SetTopicAttributesResponse set(CallContext call, SetTopicAttributesRequest request) throws InterruptedException {
        String arn = Arns.topic(call, request.topicArn(), TOPIC_ARN);
        TopicDefinition before = known(arn).topic();
        String name = request.attributeName();
        if (name == null) {
            throw SnsFaults.invalid("AttributeName");
        }
        String value = request.attributeValue() == null ? "" : request.attributeValue();
        boolean fifo = before.log() != null;
        submit(arn, new TopicCommand.SetAttribute(name, TopicAttributes.check(name, value, fifo)));
        if (before.archiveDays() > 0 && known(arn).topic().archiveDays() == 0) {
            Await.reply(environment.fifo().topics().failReplays(before));
        }
        return SetTopicAttributesResponse.builder().build();
    }

    AddPermissionResponse permit(CallContext call, AddPermissionRequest request) throws InterruptedException {
        String arn = Arns.topic(call, request.topicArn(), TOPIC_ARN);
        List<String> accounts = request.awsAccountIds();
        List<String> actions = request.actionNames();
        if (accounts.isEmpty()
                || !accounts.stream().allMatch(each -> ACCOUNT.matcher(each).matches())) {
            throw SnsFaults.invalid("AWSAccountId");
        }
        if (actions.isEmpty() || !actions.stream().allMatch(Topics::isAction)) {
            throw SnsFaults.invalid("Policy statement action out of service scope!");
        }
        submit(arn, new TopicCommand.AddPermission(label(request.label()), accounts, actions));
        return AddPermissionResponse.builder().build();
    }

    private static String label(@Nullable String label) {
        if (label == null || !LABEL.matcher(label).matches()) {
            throw SnsFaults.invalid("Label");
        }
        return label;
    }

    private static boolean isAction(String action) {
        return List.of(
                        "*",
                        "GetTopicAttributes",
                        "SetTopicAttributes",
                        "AddPermission",
                        "RemovePermission",
                        "DeleteTopic",
                        "Subscribe",
                        "ListSubscriptionsByTopic",
                        "Publish",
                        "Receive")
                .contains(action);
    }

    RemovePermissionResponse forbid(CallContext call, RemovePermissionRequest request) throws InterruptedException {
        String arn = Arns.topic(call, request.topicArn(), TOPIC_ARN);
        submit(arn, new TopicCommand.RemovePermission(label(request.label())));
        return RemovePermissionResponse.builder().build();
    }

    TagResourceResponse tag(CallContext call, TagResourceRequest request) throws InterruptedException {
        submit(Arns.topic(call, request.resourceArn(), "ResourceArn"), new TopicCommand.Tag(tags(request.tags())));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(CallContext call, UntagResourceRequest request) throws InterruptedException {
        submit(Arns.topic(call, request.resourceArn(), "ResourceArn"), new TopicCommand.Untag(request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse tags(CallContext call, ListTagsForResourceRequest request) throws InterruptedException {
        String arn = Arns.topic(call, request.resourceArn(), "ResourceArn");
        if (!(submit(arn, new TopicCommand.Describe()) instanceof TopicReply.Known known)) {
            throw SnsFaults.noResource();
        }
        Map<String, String> tags = known.topic().tags();
        return ListTagsForResourceResponse.builder()
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
