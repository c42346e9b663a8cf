package io.penstock.services.sqs.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The quotas of a queue's policy. AWS answers OverLimit; its words for size and actions are known, those for the others are made after them.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html#quotas-policies">Amazon SQS policy quotas</a>
 */
final class PolicyQuotas {

    private PolicyQuotas() {}

    /** Refuses a text that is too long, before anybody reads it. */
    static void checkSize(String policy) {
        if (policy.getBytes(StandardCharsets.UTF_8).length > SqsLimits.POLICY_BYTES) {
            throw SqsFaults.OVER_LIMIT.with("Submitted policy is over max allowed size.");
        }
    }

    /** Refuses a valid policy that says too much. */
    static void check(String policy) {
        JsonNode given = JsonText.object(policy)
                .map(document -> document.path("Statement"))
                .orElse(MissingNode.getInstance());
        List<JsonNode> statements = given.isArray() ? given.valueStream().toList() : List.of(given);
        refuse(statements.size(), "statements were found in the submitted policy", SqsLimits.POLICY_STATEMENTS);
        for (JsonNode statement : statements) {
            int actions = Math.max(count(statement.path("Action")), count(statement.path("NotAction")));
            refuse(
                    actions,
                    "actions were found in a statement from the submitted policy",
                    SqsLimits.PERMISSION_ACTIONS);
        }
        int principals = statements.stream()
                .mapToInt(statement -> count(statement.path("Principal")) + count(statement.path("NotPrincipal")))
                .sum();
        refuse(principals, "principals were found in the submitted policy", SqsLimits.POLICY_PRINCIPALS);
        int conditions = statements.stream()
                .flatMap(statement -> statement.path("Condition").valueStream())
                .mapToInt(JsonNode::size)
                .sum();
        refuse(conditions, "conditions were found in the submitted policy", SqsLimits.POLICY_CONDITIONS);
    }

    private static void refuse(int found, String what, int allowed) {
        if (found > allowed) {
            throw SqsFaults.OVER_LIMIT.with(found + " " + what + ", max allowed is " + allowed);
        }
    }

    /** One, several in a list, or, of principals, one or several of each kind. */
    private static int count(JsonNode one) {
        if (one.isMissingNode()) {
            return 0;
        }
        return one.isObject() ? one.valueStream().mapToInt(PolicyQuotas::count).sum() : Math.max(1, one.size());
    }
}
