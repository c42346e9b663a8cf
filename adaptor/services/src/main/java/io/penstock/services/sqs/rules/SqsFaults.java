package io.penstock.services.sqs.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;

/**
 * Every error of SQS. Shapes and query codes follow the service model, texts follow what AWS answers.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors">SendMessage, errors</a>
 */
public final class SqsFaults {

    private static final String PREFIX = "AWS.SimpleQueueService.";

    public static final Fault QUEUE_DOES_NOT_EXIST =
            Fault.sender("QueueDoesNotExist", PREFIX + "NonExistentQueue", "The specified queue does not exist.");
    public static final Fault QUEUE_NAME_EXISTS = Fault.sender(
            "QueueNameExists",
            "QueueAlreadyExists",
            "A queue already exists with the same name and a different value for attribute %s");
    public static final Fault QUEUE_DELETED_RECENTLY = Fault.sender(
            "QueueDeletedRecently",
            PREFIX + "QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
    public static final Fault PURGE_QUEUE_IN_PROGRESS = new Fault(
            "PurgeQueueInProgress",
            PREFIX + "PurgeQueueInProgress",
            403,
            Blame.SENDER,
            "Only one PurgeQueue operation on %s is allowed every 60 seconds.");

    public static final Fault INVALID_ATTRIBUTE_NAME = Fault.sender("InvalidAttributeName", "%s");
    public static final Fault INVALID_ATTRIBUTE_VALUE = Fault.sender("InvalidAttributeValue", "%s");
    public static final Fault INVALID_PARAMETER_VALUE =
            Fault.sender("InvalidParameterValueException", "InvalidParameterValue", "%s");
    public static final Fault MISSING_PARAMETER = Fault.sender(
            "MissingRequiredParameterException", "MissingParameter", "The request must contain the parameter %s.");
    public static final Fault INVALID_ADDRESS = new Fault(
            "InvalidAddress", "InvalidAddress", 404, Blame.SENDER, "The address %s is not valid for this endpoint.");
    public static final Fault UNSUPPORTED_OPERATION =
            Fault.sender("UnsupportedOperation", PREFIX + "UnsupportedOperation", "%s");

    public static final Fault INVALID_MESSAGE_CONTENTS = Fault.sender(
            "InvalidMessageContents",
            "Invalid characters found. Valid unicode characters are "
                    + "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");

    public static final Fault EMPTY_BATCH_REQUEST = Fault.sender(
            "EmptyBatchRequest",
            PREFIX + "EmptyBatchRequest",
            "There should be at least one %sBatchRequestEntry in the request.");
    public static final Fault TOO_MANY_ENTRIES = Fault.sender(
            "TooManyEntriesInBatchRequest",
            PREFIX + "TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are %d. You have sent %d.");
    public static final Fault BATCH_ENTRY_IDS_NOT_DISTINCT =
            Fault.sender("BatchEntryIdsNotDistinct", PREFIX + "BatchEntryIdsNotDistinct", "Id %s repeated.");
    public static final Fault INVALID_BATCH_ENTRY_ID = Fault.sender(
            "InvalidBatchEntryId",
            PREFIX + "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
                    + "It can be at most 80 letters long.");
    public static final Fault BATCH_REQUEST_TOO_LONG = Fault.sender(
            "BatchRequestTooLong",
            PREFIX + "BatchRequestTooLong",
            "Batch requests cannot be longer than %d bytes. You have sent %d bytes.");

    public static final Fault RECEIPT_HANDLE_IS_INVALID = new Fault(
            "ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid",
            404,
            Blame.SENDER,
            "The input receipt handle \"%s\" is not a valid receipt handle.");
    public static final Fault MESSAGE_NOT_IN_FLIGHT = Fault.sender(
            "MessageNotInflight", PREFIX + "MessageNotInflight", "The specified message is not in flight.");
    /** A queue's quota, as every data operation of the API reference lists it; SDKs back off and retry. */
    public static final Fault REQUEST_THROTTLED =
            new Fault("RequestThrottled", "RequestThrottled", 403, Blame.SENDER, "Request is throttled.");

    public static final Fault OVER_LIMIT = new Fault("OverLimit", "OverLimit", 403, Blame.SENDER, "%s");

    public static final Fault RESOURCE_NOT_FOUND = new Fault(
            "ResourceNotFoundException",
            "ResourceNotFoundException",
            404,
            Blame.SENDER,
            "The resource that you specified for the %s parameter doesn't exist.");
    public static final Fault TASK_NOT_FOUND = new Fault(
            "ResourceNotFoundException", "ResourceNotFoundException", 404, Blame.SENDER, "Task does not exist.");

    private SqsFaults() {}

    /** {@code InvalidParameterValue} in the form AWS uses for most parameters. */
    public static FaultException invalidValue(Object value, String parameter, String reason) {
        return invalid("Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }

    /** {@code InvalidParameterValue} with a text of its own. */
    public static FaultException invalid(String text) {
        return INVALID_PARAMETER_VALUE.with(text);
    }

    /** {@code InvalidAttributeName} for an attribute that this kind of queue does not have. */
    public static FaultException unknownAttribute(String name) {
        return INVALID_ATTRIBUTE_NAME.with("Unknown Attribute " + name + ".");
    }

    /** {@code InvalidAttributeValue} without a reason, as AWS answers for numbers out of range. */
    public static FaultException invalidAttribute(String name) {
        return INVALID_ATTRIBUTE_VALUE.with("Invalid value for the parameter " + name + ".");
    }

    /** {@code InvalidAttributeValue} with a reason. */
    public static FaultException invalidAttribute(String name, String reason) {
        return INVALID_ATTRIBUTE_VALUE.with("Invalid value for the parameter " + name + ". Reason: " + reason);
    }

    /** {@code MissingParameter}. */
    public static FaultException missing(String parameter) {
        return MISSING_PARAMETER.with(parameter);
    }
}
