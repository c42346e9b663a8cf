package io.penstock.services.events.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a bus, as PutPermission and RemovePermission edit it. It is kept and told; nothing asks it.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html">PutPermission</a>
 */
final class BusPolicy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATEMENT = "Statement";
    private static final String SID = "Sid";

    private BusPolicy() {}

    /** A whole policy that was given, or none. */
    static @Nullable String checked(@Nullable String document) {
        return document == null ? null : bounded(object(document).toString());
    }

    private static String bounded(String document) {
        if (document.length() > EventsLimits.POLICY_CHARACTERS) {
            throw EventsFaults.POLICY_LENGTH.with();
        }
        return document;
    }

    private static ObjectNode object(String document) {
        try {
            if (JSON.readTree(document) instanceof ObjectNode object && object.has(STATEMENT)) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Refused below, like what is JSON and no policy.
        }
        throw EventsFaults.validation("Invalid policy: it is no JSON object with statements.");
    }

    private static ObjectNode current(BusDefinition bus) {
        if (bus.policy() == null) {
            return JSON.createObjectNode().put("Version", "2012-10-17");
        }
        return object(bus.policy());
    }

    private static ArrayNode statements(ObjectNode policy) {
        JsonNode there = policy.path(STATEMENT);
        ArrayNode list = JSON.createArrayNode();
        if (there.isArray()) {
            there.forEach(list::add);
        } else if (there.isObject()) {
            list.add(there);
        }
        return list;
    }

    private static boolean remove(ArrayNode statements, String id) {
        boolean found = false;
        for (Iterator<JsonNode> each = statements.iterator(); each.hasNext(); ) {
            if (each.next().path(SID).asText().equals(id)) {
                each.remove();
                found = true;
            }
        }
        return found;
    }

    /** With a statement more. */
    static String allowed(BusDefinition bus, BusCommand.AllowAccess allow) {
        ObjectNode policy = current(bus);
        ArrayNode statements = statements(policy);
        remove(statements, allow.id());
        ObjectNode statement = statements.addObject().put(SID, allow.id()).put("Effect", "Allow");
        if (allow.principal().equals("*")) {
            statement.put("Principal", "*");
        } else {
            statement.putObject("Principal").put("AWS", "arn:aws:iam::" + allow.principal() + ":root");
        }
        statement.put("Action", allow.action()).put("Resource", bus.arn());
        if (allow.organization() != null) {
            statement.putObject("Condition").putObject("StringEquals").put("aws:PrincipalOrgID", allow.organization());
        }
        policy.set(STATEMENT, statements);
        return bounded(policy.toString());
    }

    /** With a statement less; null when none is left. */
    static @Nullable String withdrawn(BusDefinition bus, String id) {
        if (bus.policy() == null) {
            throw EventsFaults.notFound("EventBus does not have a policy.");
        }
        ObjectNode policy = current(bus);
        ArrayNode statements = statements(policy);
        if (!remove(statements, id)) {
            throw EventsFaults.notFound("Statement with the provided id does not exist.");
        }
        policy.set(STATEMENT, statements);
        return statements.isEmpty() ? null : policy.toString();
    }
}
