package io.penstock.services.sqs.op;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Arn;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operations on message move tasks have in common: ARNs as parameters, and task handles. */
final class MoveTasks {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TASK = "taskId";
    private static final String SOURCE = "sourceArn";

    private final Queues queues;

    MoveTasks(Environment environment) {
        this.queues = new Queues(environment);
    }

    /** A task and the queue it drains. */
    record Handle(String taskId, Arn source) {

        /** What callers get. */
        String encode() {
            try {
                byte[] json = JSON.writeValueAsBytes(Map.of(TASK, taskId, SOURCE, source.toString()));
                return Base64.getEncoder().encodeToString(json);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("two texts are always JSON", e);
            }
        }

        static Handle decode(@Nullable String text) {
            if (text == null || text.isEmpty()) {
                throw SqsFaults.missing("TaskHandle");
            }
            try {
                JsonNode json = JSON.readTree(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
                String task = json.path(TASK).asText("");
                Arn source = Arn.parse(json.path(SOURCE).asText("")).orElseThrow(MoveTasks::invalidHandle);
                if (task.isEmpty()) {
                    throw invalidHandle();
                }
                return new Handle(task, source);
            } catch (IOException | IllegalArgumentException e) {
                throw invalidHandle();
            }
        }
    }

    private static FaultException invalidHandle() {
        return SqsFaults.invalid("Value for parameter TaskHandle is invalid.");
    }

    /** A queue named by ARN, or the fault that this resource does not exist. */
    QueueDefinition queue(CallContext call, @Nullable String arn, String parameter) throws InterruptedException {
        if (arn == null || arn.isEmpty()) {
            throw SqsFaults.missing(parameter);
        }
        Arn parsed = Arn.parse(arn)
                .filter(found -> found.service().equals("sqs"))
                .orElseThrow(() -> SqsFaults.invalid("You must use this format to specify the " + parameter
                        + ": arn:<partition>:<service>:<region>:<account-id>:<resource-id>"));
        return queue(call, parsed, parameter);
    }

    QueueDefinition queue(CallContext call, Arn arn, String parameter) throws InterruptedException {
        try {
            return queues.find(arn);
        } catch (FaultException fault) {
            throw fault.fault().equals(SqsFaults.QUEUE_DOES_NOT_EXIST)
                    ? SqsFaults.RESOURCE_NOT_FOUND.with(parameter)
                    : fault;
        }
    }

    DefinitionReply submit(Arn source, DefinitionCommand command) throws InterruptedException {
        return queues.submit(source, command);
    }
}
