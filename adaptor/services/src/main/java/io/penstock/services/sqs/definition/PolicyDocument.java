package io.penstock.services.sqs.definition;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.services.sqs.definition.DefinitionCommand.AddPermission;
import java.util.List;
import java.util.stream.StreamSupport;

/** A queue's access policy, as far as AddPermission and RemovePermission edit it. */
final class PolicyDocument {

    private static final String LABEL = "Label";
    private static final String STATEMENT = "Statement";

    private final String queueArn;
    private final ObjectNode json;

    /** The policy of a queue; an empty text is a queue without one. */
    PolicyDocument(String queueArn, String text) {
        this.queueArn = queueArn;
        this.json = JsonText.object(text).map(node -> (ObjectNode) node).orElseGet(() -> fresh(queueArn));
    }

    /**
     * Whether a text is a policy as far as its form goes: statements, each with an effect, a principal and an action. What they say is not looked at.
     */
    static boolean isValid(String text) {
        JsonNode statements =
                JsonText.object(text).map(policy -> policy.path(STATEMENT)).orElse(MissingNode.getInstance());
        if (statements.isObject()) {
            return isStatement(statements);
        }
        return statements.isArray()
                && StreamSupport.stream(statements.spliterator(), false).allMatch(PolicyDocument::isStatement);
    }

    private static boolean isStatement(JsonNode statement) {
        String effect = statement.path("Effect").asText("");
        return (effect.equals("Allow") || effect.equals("Deny"))
                && (statement.has("Principal") || statement.has("NotPrincipal"))
                && (statement.has("Action") || statement.has("NotAction"));
    }

    private static ObjectNode fresh(String queueArn) {
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        policy.put("Version", "2008-10-17").put("Id", queueArn + "/SQSDefaultPolicy");
        policy.putArray(STATEMENT);
        return policy;
    }

    /** The policy's text with one statement more. */
    String with(AddPermission permission) {
        ArrayNode statements = statements();
        for (JsonNode statement : statements) {
            if (statement.path("Sid").asText("").equals(permission.label())) {
                throw invalidValue(permission.label(), LABEL, "Already exists.");
            }
        }
        ObjectNode statement = statements.addObject();
        statement.put("Sid", permission.label()).put("Effect", "Allow");
        String partition = queueArn.split(":", 3)[1];
        set(
                statement.putObject("Principal"),
                "AWS",
                permission.accounts().stream()
                        .map(account -> "arn:" + partition + ":iam::" + account + ":root")
                        .toList());
        set(
                statement,
                "Action",
                permission.actions().stream().map(action -> "SQS:" + action).toList());
        statement.put("Resource", queueArn);
        String text = json.toString();
        PolicyQuotas.checkSize(text);
        PolicyQuotas.check(text);
        return text;
    }

    /** The policy's text without a statement; empty when none is left. */
    String without(String label) {
        ArrayNode statements = statements();
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText("").equals(label)) {
                statements.remove(i);
                return statements.isEmpty() ? "" : json.toString();
            }
        }
        throw invalidValue(label, LABEL, "can't find label.");
    }

    /** Statements as a list; AWS accepts a single statement without brackets. */
    private ArrayNode statements() {
        JsonNode statements = json.path(STATEMENT);
        if (statements instanceof ArrayNode list) {
            return list;
        }
        ArrayNode list = json.putArray(STATEMENT);
        if (statements.isObject()) {
            list.add(statements);
        }
        return list;
    }

    private static void set(ObjectNode node, String name, List<String> values) {
        if (values.size() == 1) {
            node.put(name, values.getFirst());
            return;
        }
        ArrayNode list = node.putArray(name);
        values.forEach(list::add);
    }
}
