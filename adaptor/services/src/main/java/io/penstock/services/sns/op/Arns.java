package io.penstock.services.sns.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.wire.CallContext;
import org.jspecify.annotations.Nullable;

/** The ARNs in requests. */
final class Arns {

    private static final int ELEMENTS = 6;

    private Arns() {}

    /** The topic of a request, in the Region of the caller. */
    static String topic(CallContext call, @Nullable String arn, String parameter) {
        Arn topic = parse(arn, parameter);
        if (!topic.region().equals(call.region()) || topic.resource().indexOf(':') >= 0) {
            throw SnsFaults.invalid(parameter);
        }
        return topic.toString();
    }

    /** The subscription of a request: the ARN of a topic, a colon and an id. */
    static String subscription(@Nullable String arn) {
        Arn subscription = parse(arn, "SubscriptionArn");
        if (subscription.resource().indexOf(':') < 0) {
            throw SnsFaults.invalid("SubscriptionId");
        }
        return subscription.toString();
    }

    /** The topic that a subscription's ARN begins with. */
    static String topicOf(String subscription) {
        return subscription.substring(0, subscription.lastIndexOf(':'));
    }

    private static Arn parse(@Nullable String text, String parameter) {
        if (text == null || text.isEmpty()) {
            throw SnsFaults.invalid(parameter + " Reason: no value for required parameter");
        }
        int elements = text.split(":", -1).length;
        if (elements < ELEMENTS) {
            throw SnsFaults.invalid(parameter + " Reason: An ARN must have at least 6 elements, not " + elements);
        }
        return Arn.parse(text)
                .filter(arn -> arn.service().equals("sns"))
                .orElseThrow(() -> SnsFaults.invalid(parameter));
    }
}
