package io.penstock.services.sqs.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.AttributeRules;
import io.penstock.services.sqs.definition.PublishedQueue;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueName;
import io.penstock.services.sqs.definition.RedrivePolicy;
import java.util.Map;
import java.util.Optional;

/** What a redrive policy requires of its dead-letter queue. */
final class RedriveCheck {

    private static final String REDRIVE_POLICY = "RedrivePolicy";

    private final Environment environment;

    RedriveCheck(Environment environment) {
        this.environment = environment;
    }

    /** Refuses a RedrivePolicy whose target does not exist, is of another kind or place, or does not allow this source. */
    void check(Arn source, Map<String, String> attributes) throws InterruptedException {
        String text = attributes.get(REDRIVE_POLICY);
        if (text == null || text.isEmpty()) {
            return;
        }
        Arn target = RedrivePolicy.parse(text).target();
        if (!target.account().equals(source.account()) || !target.region().equals(source.region())) {
            throw AttributeRules.redriveRefused(
                    text, "Dead-letter queue must be in the same account and Region as the source.");
        }
        Optional<QueueDefinition> queue = Await.reply(environment.directory().findOrAsk(target.toString()))
                .map(PublishedQueue::queue);
        if (queue.isEmpty()) {
            throw AttributeRules.redriveRefused(text, "Dead letter target does not exist.");
        }
        if (queue.get().isFifo() != QueueName.isFifo(source.resource())) {
            throw AttributeRules.redriveRefused(text, "Dead-letter queue must be same type of queue as the source.");
        }
        if (!queue.get().attributes().redriveAllowPolicy().allows(source)) {
            throw AttributeRules.redriveRefused(
                    text, "The redrive allow policy of the dead-letter queue does not allow this source.");
        }
    }
}
