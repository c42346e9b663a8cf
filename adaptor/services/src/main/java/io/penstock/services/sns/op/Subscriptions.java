package io.penstock.services.sns.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.Subscription;
import io.penstock.services.sns.topic.SubscriptionAttributes;
import io.penstock.services.sns.topic.TopicCommand;
import io.penstock.services.sns.topic.TopicReply;
import io.penstock.wire.CallContext;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/** The operations on subscriptions. */
final class Subscriptions {

    private static final String FILTER_POLICY = "FilterPolicy";

    /** AWS's protocols that nothing is delivered by here. */
    private static final Set<String> UNAVAILABLE =
            Set.of("http", "https", "email", "email-json", "sms", "application", "lambda", "firehose");

    private final Environment environment;

    Subscriptions(Environment environment) {
        this.environment = environment;
    }

    private TopicReply submit(String topicArn, TopicCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(topicArn, command));
    }

    private static Subscription subscription(TopicReply reply) {
        if (reply instanceof TopicReply.Subscribed(Subscription subscription, long _)) {
            return subscription;
        }
        throw new IllegalStateException("not a subscription: " + reply);
    }

    SubscribeResponse subscribe(CallContext call, SubscribeRequest request) throws InterruptedException {
        String topic = Arns.topic(call, request.topicArn(), "TopicArn");
        String protocol = protocol(request.protocol());
        String queue = queue(request.endpoint());
        SortedMap<String, String> attributes = SubscriptionAttributes.check(request.attributes());
        if (attributes.containsKey(FILTER_POLICY)) {
            refuseTooManyPolicies(call);
        }
        Subscription made = subscription(submit(
                topic,
                new TopicCommand.Subscribe(protocol, queue, call.account().value(), attributes)));
        return SubscribeResponse.builder().subscriptionArn(made.arn()).build();
    }

    private static String protocol(@Nullable String protocol) {
        if (protocol != null && UNAVAILABLE.contains(protocol)) {
            throw SnsFaults.invalid(
                    "Protocol Reason: the protocol " + protocol + " is not available here. Available is sqs.");
        }
        if (protocol == null || !protocol.equals("sqs")) {
            throw SnsFaults.invalid("Amazon SNS does not support this protocol string: " + protocol);
        }
        return protocol;
    }

    private static String queue(@Nullable String endpoint) {
        if (endpoint == null || endpoint.isEmpty()) {
            throw SnsFaults.invalid("Endpoint Reason: Endpoint not specified in subscription");
        }
        Arn queue = Arn.parse(endpoint)
                .filter(arn -> arn.service().equals("sqs"))
                .orElseThrow(() -> SnsFaults.invalid("SQS endpoint ARN"));
        if (queue.resource().endsWith(".fifo")) {
            throw SnsFaults.invalid(
                    "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
        }
        return queue.toString();
    }

    /** Counted by what this node knows: milliseconds behind what other nodes took meanwhile. */
    private void refuseTooManyPolicies(CallContext call) {
        long policies = environment.directory().subscriptions().stream()
                .filter(each -> each.isFiltered() && isOf(call, each))
                .count();
        if (policies >= SnsLimits.ACCOUNT_POLICIES) {
            throw SnsFaults.tooManyPolicies("an account", SnsLimits.ACCOUNT_POLICIES);
        }
    }

    private static boolean isOf(CallContext call, Subscription subscription) {
        return subscription.owner().equals(call.account().value())
                && subscription.arn().split(":", 5)[3].equals(call.region().value());
    }

    UnsubscribeResponse unsubscribe(CallContext call, UnsubscribeRequest request) throws InterruptedException {
        String arn = Arns.subscription(request.subscriptionArn());
        submit(Arns.topicOf(arn), new TopicCommand.Unsubscribe(arn));
        return UnsubscribeResponse.builder().build();
    }

    GetSubscriptionAttributesResponse get(CallContext call, GetSubscriptionAttributesRequest request)
            throws InterruptedException {
        String arn = Arns.subscription(request.subscriptionArn());
        Subscription found = subscription(submit(Arns.topicOf(arn), new TopicCommand.DescribeSubscription(arn)));
        return GetSubscriptionAttributesResponse.builder()
                .attributes(SubscriptionAttributes.all(found))
                .build();
    }

    SetSubscriptionAttributesResponse set(CallContext call, SetSubscriptionAttributesRequest request)
            throws InterruptedException {
        String arn = Arns.subscription(request.subscriptionArn());
        String name = request.attributeName();
        if (name == null) {
            throw SnsFaults.invalid("AttributeName");
        }
        Subscription before = subscription(submit(Arns.topicOf(arn), new TopicCommand.DescribeSubscription(arn)));
        String value =
                SubscriptionAttributes.check(name, request.attributeValue() == null ? "" : request.attributeValue());
        if (name.equals(FILTER_POLICY) && !before.isFiltered()) {
            refuseTooManyPolicies(call);
        }
        submit(Arns.topicOf(arn), new TopicCommand.SetSubscription(arn, name, value));
        return SetSubscriptionAttributesResponse.builder().build();
    }

    ListSubscriptionsResponse list(CallContext call, ListSubscriptionsRequest request) {
        String after = Page.after(request.nextToken());
        Page<Subscription> page = Page.of(
                environment.directory().subscriptions().stream()
                        .filter(each -> isOf(call, each) && each.arn().compareTo(after) > 0)
                        .sorted(Comparator.comparing(Subscription::arn))
                        .limit(SnsLimits.PAGE + 1L)
                        .toList(),
                Subscription::arn);
        return ListSubscriptionsResponse.builder()
                .subscriptions(told(page.items()))
                .nextToken(page.next())
                .build();
    }

    ListSubscriptionsByTopicResponse listByTopic(CallContext call, ListSubscriptionsByTopicRequest request)
            throws InterruptedException {
        String topic = Arns.topic(call, request.topicArn(), "TopicArn");
        TopicReply reply = submit(topic, new TopicCommand.Page(Page.after(request.nextToken()), SnsLimits.PAGE + 1));
        if (!(reply instanceof TopicReply.Subscriptions(List<Subscription> found))) {
            throw new IllegalStateException("not a page: " + reply);
        }
        Page<Subscription> page = Page.of(found, Subscription::arn);
        return ListSubscriptionsByTopicResponse.builder()
                .subscriptions(told(page.items()))
                .nextToken(page.next())
                .build();
    }

    private static List<software.amazon.awssdk.services.sns.model.Subscription> told(List<Subscription> items) {
        return items.stream()
                .map(each -> software.amazon.awssdk.services.sns.model.Subscription.builder()
                        .subscriptionArn(each.confirmed() ? each.arn() : "PendingConfirmation")
                        .owner(each.owner())
                        .protocol(each.protocol())
                        .endpoint(each.endpoint())
                        .topicArn(each.topicArn())
                        .build())
                .toList();
    }
}
