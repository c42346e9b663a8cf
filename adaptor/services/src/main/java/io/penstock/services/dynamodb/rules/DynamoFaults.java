package io.penstock.services.dynamodb.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Every error of DynamoDB. Shapes follow the service model, texts follow what AWS answers.
 *
 * <p>Errors that carry more than a message are the SDK's own exceptions, which the wire layer answers with all of their members.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">Error handling with DynamoDB</a>
 */
public final class DynamoFaults {

    /** Put before most texts about values. */
    public static final String PARAMETERS_INVALID = "One or more parameter values were invalid: ";

    public static final Fault VALIDATION = Fault.sender("ValidationException", "%s");

    public static final Fault CONDITIONAL_CHECK_FAILED =
            Fault.sender("ConditionalCheckFailedException", "The conditional request failed");

    /** For operations on items: the table is not named. */
    public static final Fault RESOURCE_NOT_FOUND =
            Fault.sender("ResourceNotFoundException", "Requested resource not found");

    /** For operations on tables. */
    public static final Fault TABLE_NOT_FOUND =
            Fault.sender("ResourceNotFoundException", "Requested resource not found: Table: %s not found");

    public static final Fault ARN_NOT_FOUND =
            Fault.sender("ResourceNotFoundException", "Requested resource not found: ResourcArn: %s not found");

    public static final Fault TABLE_EXISTS = Fault.sender("ResourceInUseException", "Table already exists: %s");

    public static final Fault TABLE_BEING_CREATED = Fault.sender(
            "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being created: %s");

    public static final Fault TABLE_BEING_UPDATED = Fault.sender(
            "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being updated: %s");

    public static final Fault TABLE_BEING_DELETED = Fault.sender(
            "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being deleted: %s");

    public static final Fault LIMIT_EXCEEDED = Fault.sender("LimitExceededException", "%s");

    public static final Fault TRANSACTION_CONFLICT =
            Fault.sender("TransactionConflictException", "Transaction is ongoing for the item");

    /** The text is ours. */
    public static final Fault TRANSACTION_TOO_LARGE = Fault.sender(
            "ValidationException", "The aggregate size of the items in the transaction exceeds the limit of 4 MB");

    public static final Fault SEVERAL_OPERATIONS_ON_ONE_ITEM =
            Fault.sender("ValidationException", "Transaction request cannot include multiple operations on one item");

    public static final Fault TRANSACTION_IN_PROGRESS = Fault.sender(
            "TransactionInProgressException", "The transaction with the given request token is in progress");

    public static final Fault IDEMPOTENT_PARAMETER_MISMATCH = Fault.sender(
            "IdempotentParameterMismatchException",
            "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent "
                    + "token that was already used.");

    /** The text is ours. */
    public static final Fault ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED = Fault.sender(
            "ItemCollectionSizeLimitExceededException",
            "Collection size exceeded: the items of one partition key and its local secondary indexes are limited to 10 GB");

    /** Of values nested more than {@link DynamoLimits#NESTING} levels deep. */
    public static final Fault NESTED_TOO_DEEPLY = Fault.sender(
            "ValidationException",
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit");

    public static final Fault PROVISIONED_THROUGHPUT_EXCEEDED = Fault.sender(
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded. Consider increasing your "
                    + "provisioning level with the UpdateTable API.");

    public static final Fault REQUEST_LIMIT_EXCEEDED = Fault.sender(
            "RequestLimitExceeded",
            "Throughput exceeds the current throughput limit for your account. Please contact AWS Support at "
                    + "https://aws.amazon.com/support request a limit increase");

    public static final Fault INTERNAL_SERVER_ERROR =
            new Fault("InternalServerError", "InternalServerError", 500, Blame.RECEIVER, "Internal server error");

    private DynamoFaults() {}

    /** {@code ValidationException} with a text of its own. */
    public static FaultException validation(String text) {
        return VALIDATION.with(text);
    }

    /** {@code ValidationException} in the form AWS uses for most values. */
    public static FaultException invalidParameter(String text) {
        return validation(PARAMETERS_INVALID + text);
    }

    /**
     * {@code ConditionalCheckFailedException} with the item that is there, for {@code ReturnValuesOnConditionCheckFailure=ALL_OLD}.
     *
     * @param item what the caller asked to see; empty when there is no such item, which AWS leaves out
     */
    public static AwsServiceException conditionalCheckFailed(Map<String, AttributeValue> item) {
        ConditionalCheckFailedException.Builder failed = ConditionalCheckFailedException.builder()
                .statusCode(CONDITIONAL_CHECK_FAILED.status())
                .writableStackTrace(false)
                .awsErrorDetails(details(CONDITIONAL_CHECK_FAILED.shape(), CONDITIONAL_CHECK_FAILED.text()))
                .message(CONDITIONAL_CHECK_FAILED.text());
        return item.isEmpty() ? failed.build() : failed.item(item).build();
    }

    /**
     * {@code TransactionCanceledException}.
     *
     * @param reasons one for each action of the transaction, in its order; {@link #noReason()} where an action was not to blame
     */
    public static AwsServiceException transactionCanceled(List<CancellationReason> reasons) {
        String text = "Transaction cancelled, please refer cancellation reasons for specific reasons "
                + reasons.stream().map(CancellationReason::code).collect(Collectors.joining(", ", "[", "]"));
        return TransactionCanceledException.builder()
                .statusCode(400)
                .writableStackTrace(false)
                .awsErrorDetails(details("TransactionCanceledException", text))
                .message(text)
                .cancellationReasons(reasons)
                .build();
    }

    /** {@code TransactionCanceledException} for the one of so many actions that does not fit its table. */
    public static AwsServiceException invalidAction(int actions, int position, FaultException fault) {
        List<CancellationReason> reasons = new ArrayList<>(Collections.nCopies(actions, noReason()));
        reasons.set(position, validationReason(fault.getMessage()));
        return transactionCanceled(reasons);
    }

    /** Of an action that was not to blame for a cancellation. */
    public static CancellationReason noReason() {
        return CancellationReason.builder().code("None").build();
    }

    /**
     * Of an action whose condition did not hold.
     *
     * @param item as for {@link #conditionalCheckFailed}
     */
    public static CancellationReason conditionReason(Map<String, AttributeValue> item) {
        CancellationReason.Builder reason =
                CancellationReason.builder().code("ConditionalCheckFailed").message(CONDITIONAL_CHECK_FAILED.text());
        return item.isEmpty() ? reason.build() : reason.item(item).build();
    }

    /** Of an action whose item another transaction holds. */
    public static CancellationReason conflictReason() {
        return CancellationReason.builder()
                .code("TransactionConflict")
                .message(TRANSACTION_CONFLICT.text())
                .build();
    }

    /** Of an action that only an item's present state shows to be invalid, such as adding a number to a string. */
    public static CancellationReason validationReason(String message) {
        return CancellationReason.builder()
                .code("ValidationError")
                .message(message)
                .build();
    }

    /** Of an action that met a partition which has too much on its way. */
    public static CancellationReason throughputReason() {
        return CancellationReason.builder()
                .code("ProvisionedThroughputExceeded")
                .message(PROVISIONED_THROUGHPUT_EXCEEDED.text())
                .build();
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build();
    }
}
