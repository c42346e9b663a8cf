package io.penstock.services.sns.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import java.util.List;

/** A topic's access policy, as far as AddPermission and RemovePermission edit it. It is kept and returned, not enforced. */
final class TopicPolicy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATEMENT = "Statement";
    private static final int STATEMENTS = 100;
    private static final int PRINCIPALS = 200;

    private static final List<String> OWNER_ACTIONS = List.of(
            "SNS:GetTopicAttributes",
            "SNS:SetTopicAttributes",
            "SNS:AddPermission",
            "SNS:RemovePermission",
            "SNS:DeleteTopic",
            "SNS:Subscribe",
            "SNS:ListSubscriptionsByTopic",
            "SNS:Publish");

    private final String topicArn;
    private final ObjectNode json;

    private TopicPolicy(String topicArn, ObjectNode json) {
        this.topicArn = topicArn;
        this.json = json;
    }

    static TopicPolicy of(TopicDefinition topic) {
        try {
            return new TopicPolicy(
                    topic.arn(), (ObjectNode) JSON.readTree(TopicAttributes.value(topic, TopicAttributes.POLICY)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy was kept that is no JSON: " + topic.arn(), e);
        }
    }

    /** The policy of a topic that was given none: its owner may do everything. */
    static String initial(TopicDefinition topic) {
        ObjectNode policy = JSON.createObjectNode().put("Version", "2008-10-17").put("Id", "__default_policy_ID");
        ObjectNode statement = policy.putArray(STATEMENT).addObject();
        statement.put("Sid", "__default_statement_ID").put("Effect", "Allow");
        statement.putObject("Principal").put("AWS", "*");
        ArrayNode actions = statement.putArray("Action");
        OWNER_ACTIONS.forEach(actions::add);
        statement.put("Resource", topic.arn());
        statement.putObject("Condition").putObject("StringEquals").put("AWS:SourceOwner", topic.owner());
        return policy.toString();
    }

    /**
     * Whether a text is a policy as far as its form goes: at most 30 KiB and 100 statements, each with an effect, 1 to 200 principals and one resource. What they say is not looked
     * at.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html">Policy quotas</a>
     */
    static boolean isValid(String text) {
        if (text.getBytes(UTF_8).length > SnsLimits.POLICY_BYTES || !JsonDocuments.isObject(text)) {
            return false;
        }
        try {
            JsonNode statements = JSON.readTree(text).path(STATEMENT);
            if (!statements.isArray() || statements.size() > STATEMENTS) {
                return false;
            }
            for (JsonNode statement : statements) {
                if (!isValid(statement)) {
                    return false;
                }
            }
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static boolean isValid(JsonNode statement) {
        String effect = statement.path("Effect").asText("");
        int principals = count(statement.path("Principal")) + count(statement.path("NotPrincipal"));
        return (effect.equals("Allow") || effect.equals("Deny"))
                && principals >= 1
                && principals <= PRINCIPALS
                && count(statement.path("Resource")) == 1;
    }

    /** One, several in a list, or, of principals, one or several of each kind. */
    private static int count(JsonNode one) {
        if (one.isContainerNode()) {
            return one.valueStream().mapToInt(TopicPolicy::count).sum();
        }
        return one.isTextual() ? 1 : 0;
    }

    /** The policy's text with one statement more. */
    String with(String label, List<String> accounts, List<String> actions) {
        ArrayNode statements = json.withArray(STATEMENT);
        for (JsonNode statement : statements) {
            if (statement.path("Sid").asText("").equals(label)) {
                throw SnsFaults.invalid("Statement already exists");
            }
        }
        String partition = topicArn.split(":", 3)[1];
        ObjectNode statement = statements.addObject().put("Sid", label).put("Effect", "Allow");
        put(
                statement.putObject("Principal"),
                "AWS",
                accounts.stream()
                        .map(account -> "arn:" + partition + ":iam::" + account + ":root")
                        .toList());
        put(statement, "Action", actions.stream().map(action -> "SNS:" + action).toList());
        statement.put("Resource", topicArn);
        String text = json.toString();
        // What was there is not looked at: it may be of a time when more was taken.
        if (!isValid(statement)
                || statements.size() > STATEMENTS
                || text.getBytes(UTF_8).length > SnsLimits.POLICY_BYTES) {
            throw SnsFaults.invalid("Policy Reason: a policy has at most 30 KB and " + STATEMENTS
                    + " statements, each with 1 to " + PRINCIPALS + " principals");
        }
        return text;
    }

    /** The policy's text without a statement. */
    String without(String label) {
        ArrayNode statements = json.withArray(STATEMENT);
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText("").equals(label)) {
                statements.remove(i);
                return json.toString();
            }
        }
        throw SnsFaults.invalid("Statement does not exist");
    }

    private static void put(ObjectNode node, String name, List<String> values) {
        if (values.size() == 1) {
            node.put(name, values.getFirst());
        } else {
            ArrayNode list = node.putArray(name);
            values.forEach(list::add);
        }
    }
}
