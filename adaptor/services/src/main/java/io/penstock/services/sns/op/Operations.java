package io.penstock.services.sns.op;

import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.wire.CallRates;
import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;

/** The operations that are served; all others of the API are refused by name. */
public final class Operations {

    private Operations() {}

    /** Adds them to a definition of the service. */
    public static ServiceDefinition on(ServiceDefinition service, Environment environment) {
        CallRates rates = environment.rates();
        Topics topics = new Topics(environment);
        Subscriptions subscriptions = new Subscriptions(environment);
        Publishing publishing = new Publishing(environment);
        return service.on("AddPermission", AddPermissionRequest.class, topics::permit)
                .on("CreateTopic", CreateTopicRequest.class, topics::create)
                .on("DeleteTopic", DeleteTopicRequest.class, topics::delete)
                .on("GetTopicAttributes", GetTopicAttributesRequest.class, topics::get)
                .on(
                        "ListTagsForResource",
                        ListTagsForResourceRequest.class,
                        rates.limit("ListTagsForResource", SnsLimits.TAG_CALLS, topics::tags))
                .on("ListTopics", ListTopicsRequest.class, rates.limit("ListTopics", SnsLimits.LISTS, topics::list))
                .on("RemovePermission", RemovePermissionRequest.class, topics::forbid)
                .on("SetTopicAttributes", SetTopicAttributesRequest.class, topics::set)
                .on(
                        "TagResource",
                        TagResourceRequest.class,
                        rates.limit("TagResource", SnsLimits.TAG_CALLS, topics::tag))
                .on(
                        "UntagResource",
                        UntagResourceRequest.class,
                        rates.limit("UntagResource", SnsLimits.TAG_CALLS, topics::untag))
                .on("ConfirmSubscription", ConfirmSubscriptionRequest.class, subscriptions::confirm)
                .on("GetSubscriptionAttributes", GetSubscriptionAttributesRequest.class, subscriptions::get)
                .on(
                        "ListSubscriptions",
                        ListSubscriptionsRequest.class,
                        rates.limit("ListSubscriptions", SnsLimits.LISTS, subscriptions::list))
                .on(
                        "ListSubscriptionsByTopic",
                        ListSubscriptionsByTopicRequest.class,
                        rates.limit("ListSubscriptionsByTopic", SnsLimits.LISTS, subscriptions::listByTopic))
                .on("SetSubscriptionAttributes", SetSubscriptionAttributesRequest.class, subscriptions::set)
                .on(
                        "Subscribe",
                        SubscribeRequest.class,
                        rates.limit("Subscribe", SnsLimits.SUBSCRIBES, subscriptions::subscribe))
                .on(
                        "Unsubscribe",
                        UnsubscribeRequest.class,
                        rates.limit("Unsubscribe", SnsLimits.SUBSCRIBES, subscriptions::unsubscribe))
                .on("Publish", PublishRequest.class, publishing::publish)
                .on("PublishBatch", PublishBatchRequest.class, publishing::publishBatch);
    }
}
