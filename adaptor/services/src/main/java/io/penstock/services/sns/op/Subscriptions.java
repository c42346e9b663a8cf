package io.penstock.services.sns.op;

import io.penstock.kernel.name.Uuids;
import io.penstock.services.common.Await;
import io.penstock.services.sns.message.Confirmations.Kind;
import io.penstock.services.sns.message.Confirmations.Recipient;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.FifoLog;
import io.penstock.services.sns.topic.ReplayPolicy;
import io.penstock.services.sns.topic.Subscription;
import io.penstock.services.sns.topic.SubscriptionAttributes;
import io.penstock.services.sns.topic.SubscriptionAttributes.Target;
import io.penstock.services.sns.topic.TopicCommand;
import io.penstock.services.sns.topic.TopicDefinition;
import io.penstock.services.sns.topic.TopicReply;
import io.penstock.wire.CallContext;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
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

    private final Environment environment;
    private final Replays replays;

    Subscriptions(Environment environment) {
        this.environment = environment;
        this.replays = new Replays(environment);
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
        boolean fifo = FifoLog.isFifo(topic);
        if (fifo && request.protocol() != null) {
            Endpoints.refuseOnFifo(request.protocol());
        }
        String protocol = Endpoints.protocol(request.protocol(), environment.mails());
        String endpoint = Endpoints.endpoint(protocol, request.endpoint(), fifo);
        SortedMap<String, String> attributes =
                SubscriptionAttributes.check(request.attributes(), new Target(topic, endpoint));
        replays.check(topic, attributes.get(ReplayPolicy.NAME), "Attributes Reason: ");
        if (attributes.containsKey(FILTER_POLICY)) {
            refuseTooManyPolicies(call, each -> isAt(each, topic, protocol, endpoint));
        }
        if (Subscription.isOutside(protocol)) {
            Await.reply(environment.confirmations().ready());
        }
        Subscription made = subscription(submit(
                topic,
                new TopicCommand.Subscribe(protocol, endpoint, call.account().value(), attributes)));
        replays.begin(made);
        if (made.confirmed()) {
            return SubscribeResponse.builder().subscriptionArn(made.arn()).build();
        }
        tell(call, Kind.SUBSCRIBE, made);
        boolean arn = Boolean.TRUE.equals(request.returnSubscriptionArn());
        return SubscribeResponse.builder()
                .subscriptionArn(arn ? made.arn() : "pending confirmation")
                .build();
    }

    /** If this node dies before it has, whoever asked has no answer, and asks again. */
    private void tell(CallContext call, Kind kind, Subscription subscription) throws InterruptedException {
        Subscription.Consent consent = subscription.consent();
        if (consent == null) {
            throw new IllegalStateException("nobody to tell: " + subscription.arn());
        }
        Recipient recipient = new Recipient(
                topic(subscription.topicArn()),
                subscription.arn(),
                subscription.protocol(),
                subscription.endpoint(),
                consent.token());
        Await.reply(
                environment.confirmations().send(kind, recipient, Uuids.random(environment.random()), call.baseUrl()));
    }

    private TopicDefinition topic(String arn) throws InterruptedException {
        return Await.reply(environment.directory().find(arn))
                .orElseThrow(SnsFaults::noTopic)
                .topic();
    }

    ConfirmSubscriptionResponse confirm(CallContext call, ConfirmSubscriptionRequest request)
            throws InterruptedException {
        String topic = Arns.topic(call, request.topicArn(), "TopicArn");
        if (request.token() == null || request.token().isEmpty()) {
            throw SnsFaults.invalid("Token");
        }
        boolean guarded = "true".equalsIgnoreCase(request.authenticateOnUnsubscribe());
        Subscription confirmed =
                subscription(submit(topic, new TopicCommand.Confirm(request.token(), call.signed(), guarded)));
        return ConfirmSubscriptionResponse.builder()
                .subscriptionArn(confirmed.arn())
                .build();
    }

    private static boolean isAt(Subscription subscription, String topic, String protocol, String endpoint) {
        return subscription.protocol().equals(protocol)
                && subscription.endpoint().equals(endpoint)
                && subscription.topicArn().equals(topic);
    }

    /**
     * Counted by what this node knows: milliseconds behind what other nodes took meanwhile.
     *
     * @param asked finds the subscription that the policy is for: one that is there and has a policy is none more
     */
    private void refuseTooManyPolicies(CallContext call, Predicate<Subscription> asked) {
        List<Subscription> filtered = environment.directory().subscriptions().stream()
                .filter(each -> each.isFiltered() && isOf(call, each))
                .toList();
        if (filtered.size() >= environment.limits().accountPolicies()
                && filtered.stream().noneMatch(asked)) {
            throw SnsFaults.tooManyPolicies("an account", environment.limits().accountPolicies());
        }
    }

    private static boolean isOf(CallContext call, Subscription subscription) {
        return subscription.owner().equals(call.account().value())
                && subscription.arn().split(":", 5)[3].equals(call.region().value());
    }

    UnsubscribeResponse unsubscribe(CallContext call, UnsubscribeRequest request) throws InterruptedException {
        String arn = Arns.subscription(request.subscriptionArn());
        TopicReply reply = submit(Arns.topicOf(arn), new TopicCommand.Unsubscribe(arn, call.signed()));
        replays.forget(arn);
        if (reply instanceof TopicReply.Deactivated(Subscription subscription, long _)) {
            tell(call, Kind.UNSUBSCRIBE, subscription);
        }
        return UnsubscribeResponse.builder().build();
    }

    GetSubscriptionAttributesResponse get(CallContext call, GetSubscriptionAttributesRequest request)
            throws InterruptedException {
        String arn = Arns.subscription(request.subscriptionArn());
        Subscription found = subscription(submit(Arns.topicOf(arn), new TopicCommand.DescribeSubscription(arn)));
        SortedMap<String, String> all = SubscriptionAttributes.all(found, topic(found.topicArn()));
        replays.describe(found).ifPresent(status -> all.put("ReplayStatus", status));
        return GetSubscriptionAttributesResponse.builder().attributes(all).build();
    }

    SetSubscriptionAttributesResponse set(CallContext call, SetSubscriptionAttributesRequest request)
            throws InterruptedException {
        String arn = Arns.subscription(request.subscriptionArn());
        String name = request.attributeName();
        if (name == null) {
            throw SnsFaults.invalid("AttributeName");
        }
        Subscription before = subscription(submit(Arns.topicOf(arn), new TopicCommand.DescribeSubscription(arn)));
        String value = SubscriptionAttributes.check(
                name,
                request.attributeValue() == null ? "" : request.attributeValue(),
                new Target(before.topicArn(), before.endpoint()));
        if (name.equals(ReplayPolicy.NAME)) {
            // Before it is set: when it is refused nothing has changed.
            replays.set(before, value);
        }
        if (name.equals(FILTER_POLICY) && !value.isEmpty()) {
            refuseTooManyPolicies(call, each -> each.arn().equals(arn));
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
                        .endpoint(each.shownEndpoint())
                        .topicArn(each.topicArn())
                        .build())
                .toList();
    }
}
