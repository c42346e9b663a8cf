package io.penstock.services.sqs.definition;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.rules.SqsLimits;

/**
 * Where a queue's messages go after too many receives.
 *
 * @param target ARN of the dead-letter queue
 * @param maxReceiveCount receives after which the next one moves the message, 1 to 1,000
 */
public record RedrivePolicy(Arn target, int maxReceiveCount) {

    private static final String PARAMETER = "RedrivePolicy";

    /** Reads the attribute; refuses what AWS refuses without looking at other queues. */
    public static RedrivePolicy parse(String text) {
        JsonNode json = JsonText.object(text)
                .orElseThrow(() -> invalidValue(text, PARAMETER, "Redrive policy is not a valid JSON map."));
        JsonNode arn = json.path("deadLetterTargetArn");
        JsonNode count = json.path("maxReceiveCount");
        if (count.isMissingNode() || count.isNull()) {
            throw missing(text, "maxReceiveCount");
        }
        if (arn.isMissingNode() || arn.isNull()) {
            throw missing(text, "deadLetterTargetArn");
        }
        int receives = JsonText.integer(count).orElse(0);
        if (receives < 1 || receives > SqsLimits.RECEIVE_COUNT) {
            throw invalidValue(
                    text,
                    PARAMETER,
                    "Invalid value for maxReceiveCount: " + count.asText()
                            + ", valid values are from 1 to 1000 both inclusive.");
        }
        Arn target = Arn.parse(arn.asText())
                .filter(a -> a.service().equals("sqs"))
                .orElseThrow(() -> invalidValue(text, PARAMETER, "Invalid value for deadLetterTargetArn."));
        return new RedrivePolicy(target, receives);
    }

    private static RuntimeException missing(String text, String name) {
        return invalidValue(text, PARAMETER, "Redrive policy does not contain mandatory attribute: " + name + ".");
    }

    /** The form in which the attribute is kept and returned. */
    public String toText() {
        return "{\"deadLetterTargetArn\":\"" + target + "\",\"maxReceiveCount\":" + maxReceiveCount + "}";
    }
}
