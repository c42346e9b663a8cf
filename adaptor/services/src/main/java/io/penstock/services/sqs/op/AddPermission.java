package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.kernel.name.AccountId;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;

/** AddPermission: adds a statement to the queue's policy, which is kept and returned. Policies are not enforced. */
public final class AddPermission implements OperationHandler<AddPermissionRequest, AddPermissionResponse> {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    /** Actions on one queue (developer guide, Amazon SQS API permissions). */
    private static final Set<String> ACTIONS = Set.of(
            "*",
            "AddPermission",
            "CancelMessageMoveTask",
            "ChangeMessageVisibility",
            "DeleteMessage",
            "DeleteQueue",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ListDeadLetterSourceQueues",
            "ListMessageMoveTasks",
            "ListQueueTags",
            "PurgeQueue",
            "ReceiveMessage",
            "RemovePermission",
            "SendMessage",
            "SetQueueAttributes",
            "StartMessageMoveTask",
            "TagQueue",
            "UntagQueue");

    private final Queues queues;

    public AddPermission(Environment environment) {
        this.queues = new Queues(environment);
    }

    @Override
    public AddPermissionResponse handle(CallContext call, AddPermissionRequest request) throws InterruptedException {
        String label = label(request.label());
        List<String> accounts = request.awsAccountIds();
        if (accounts.isEmpty()) {
            throw SqsFaults.missing("AWSAccountIds");
        }
        for (String account : accounts) {
            if (!AccountId.isValid(account)) {
                throw invalidValue(accounts, "PrincipalId", "Unable to verify.");
            }
        }
        actions(request.actions());
        queues.submit(
                queues.arn(call, request.queueUrl()),
                new DefinitionCommand.AddPermission(label, accounts, request.actions()));
        return AddPermissionResponse.builder().build();
    }

    /** A label in its form. */
    static String label(@Nullable String label) {
        if (label == null || label.isEmpty()) {
            throw SqsFaults.missing("Label");
        }
        if (!LABEL.matcher(label).matches()) {
            throw invalidValue(
                    label,
                    "Label",
                    "Label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
        }
        return label;
    }

    private static void actions(List<String> actions) {
        if (actions.isEmpty()) {
            throw SqsFaults.missing("Actions");
        }
        if (actions.size() > SqsLimits.PERMISSION_ACTIONS) {
            throw SqsFaults.OVER_LIMIT.with(
                    actions.size() + " Actions were found, maximum allowed is " + SqsLimits.PERMISSION_ACTIONS + ".");
        }
        for (String action : actions) {
            if (!ACTIONS.contains(action)) {
                throw invalidValue(
                        "SQS:" + action,
                        "ActionName",
                        "Please refer to the appropriate WSDL for a list of valid actions. ");
            }
        }
    }
}
