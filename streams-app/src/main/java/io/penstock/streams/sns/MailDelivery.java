package io.penstock.streams.sns;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.Policy;
import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.kernel.retry.RetrySchedule;
import io.penstock.streams.queue.DeliveryRecord;
import io.penstock.streams.queue.TopicValue;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Record;

/** A publication for somebody's mailbox, as a record of the log of deliveries. */
final class MailDelivery {

    /** AWS's quota: messages a second for a subscription by mail. */
    private static final int PER_SECOND = 10;

    private MailDelivery() {}

    /**
     * The record to forward.
     *
     * @param topicPrefix the operator's
     */
    static Record<byte[], TopicValue> of(
            String topicPrefix,
            Publication publication,
            SubscriptionSpec subscription,
            TopicSpec topic,
            HttpDelivery.Draft draft) {
        String subject = publication.facts().subject();
        Mail mail = new Mail(
                Optional.ofNullable(topic.displayName()).orElse(Mail.SENDER),
                subscription.endpoint(),
                subject == null ? "AWS Notification Message" : subject,
                draft.body());
        Policy policy = new Policy(RetrySchedule.SMTP, PER_SECOND, subscription.deadLetterArn(), new TreeMap<>());
        return DeliveryRecord.of(
                topicPrefix,
                new Delivery(Delivery.laneOfMails(subscription.arn()), draft.id(), mail, policy),
                draft.timestampMillis());
    }
}
