package io.penstock.services.sqs;

import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.services.sqs.attempt.AttemptMachine;
import io.penstock.services.sqs.definition.DefinitionCompanion;
import io.penstock.services.sqs.definition.DefinitionMachine;
import io.penstock.services.sqs.definition.PartitionCommands;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.op.AddPermission;
import io.penstock.services.sqs.op.CancelMessageMoveTask;
import io.penstock.services.sqs.op.ChangeMessageVisibility;
import io.penstock.services.sqs.op.ChangeMessageVisibilityBatch;
import io.penstock.services.sqs.op.CreateQueue;
import io.penstock.services.sqs.op.DeleteMessage;
import io.penstock.services.sqs.op.DeleteMessageBatch;
import io.penstock.services.sqs.op.DeleteQueue;
import io.penstock.services.sqs.op.Environment;
import io.penstock.services.sqs.op.GetQueueAttributes;
import io.penstock.services.sqs.op.GetQueueUrl;
import io.penstock.services.sqs.op.ListDeadLetterSourceQueues;
import io.penstock.services.sqs.op.ListMessageMoveTasks;
import io.penstock.services.sqs.op.ListQueueTags;
import io.penstock.services.sqs.op.ListQueues;
import io.penstock.services.sqs.op.PeekMessages;
import io.penstock.services.sqs.op.PurgeQueue;
import io.penstock.services.sqs.op.Quotas;
import io.penstock.services.sqs.op.ReceiveMessage;
import io.penstock.services.sqs.op.RemovePermission;
import io.penstock.services.sqs.op.SendMessage;
import io.penstock.services.sqs.op.SendMessageBatch;
import io.penstock.services.sqs.op.SetQueueAttributes;
import io.penstock.services.sqs.op.StartMessageMoveTask;
import io.penstock.services.sqs.op.TagQueue;
import io.penstock.services.sqs.op.UntagQueue;
import io.penstock.services.sqs.partition.BodyBudget;
import io.penstock.services.sqs.partition.QueueCompanion;
import io.penstock.services.sqs.queue.Queue;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.wire.CallContext;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;

/**
 * Amazon SQS: registers its aggregates with the host and serves its operations. Create it on every node before the host of the machines
 * starts.
 */
public final class Sqs {

    /**
     * What SQS needs of the world.
     *
     * @param chance for message ids; safe for use by many threads
     */
    public record Ports(Machines machines, RecordLog log, Topics topics, Catalog catalog, Chance chance) {}

    /** Time and chance. */
    public record Chance(InstantSource clock, RandomGenerator random) {}

    private final Environment environment;
    private final PeekMessages peek;

    private Sqs(Environment environment) {
        this.environment = environment;
        this.peek = new PeekMessages(environment);
    }

    /** Makes the service and registers its machines. */
    public static Sqs create(Ports ports, SqsSettings settings) {
        MachineType<Command, Reply> queues = Queue.TYPE;
        QueueDirectory directory = new QueueDirectory(ports.catalog(), ports.machines());
        PartitionCommands partitions = new PartitionCommands(ports.machines(), queues, ports.log());
        DefinitionMachine definitions = new DefinitionMachine(settings.limits());
        DefinitionCompanion.Surroundings aroundDefinitions =
                new DefinitionCompanion.Surroundings(ports.topics(), ports.catalog(), partitions);
        ports.machines().register(definitions, self -> new DefinitionCompanion(self, definitions, aroundDefinitions));
        QueueCompanion.Surroundings aroundQueues =
                new QueueCompanion.Surroundings(directory, ports.log(), new BodyBudget(settings.bodyBytes()));
        ports.machines().register(new Queue(), self -> new QueueCompanion(self, aroundQueues));
        ports.machines().register(new AttemptMachine(), self -> Companion.none());
        Quotas quotas = new Quotas(settings.limits().fifoQuota(), ports.chance().clock(), ports.machines());
        return new Sqs(new Environment(
                settings,
                directory,
                partitions,
                new Environment.Ports(ports.machines(), ports.log(), quotas),
                new Environment.Chance(ports.chance().clock(), ports.chance().random())));
    }

    /** The operations, all 23 of API version 2012-11-05. */
    public ServiceDefinition definition() {
        Environment e = environment;
        return ServiceDefinition.of(ServiceModel.load("sqs"))
                .withoutConstraintChecks()
                .on("AddPermission", AddPermissionRequest.class, new AddPermission(e))
                .on("CancelMessageMoveTask", CancelMessageMoveTaskRequest.class, new CancelMessageMoveTask(e))
                .on("ChangeMessageVisibility", ChangeMessageVisibilityRequest.class, new ChangeMessageVisibility(e))
                .on(
                        "ChangeMessageVisibilityBatch",
                        ChangeMessageVisibilityBatchRequest.class,
                        new ChangeMessageVisibilityBatch(e))
                .on("CreateQueue", CreateQueueRequest.class, new CreateQueue(e))
                .on("DeleteMessage", DeleteMessageRequest.class, new DeleteMessage(e))
                .on("DeleteMessageBatch", DeleteMessageBatchRequest.class, new DeleteMessageBatch(e))
                .on("DeleteQueue", DeleteQueueRequest.class, new DeleteQueue(e))
                .on("GetQueueAttributes", GetQueueAttributesRequest.class, new GetQueueAttributes(e))
                .on("GetQueueUrl", GetQueueUrlRequest.class, new GetQueueUrl(e))
                .on(
                        "ListDeadLetterSourceQueues",
                        ListDeadLetterSourceQueuesRequest.class,
                        new ListDeadLetterSourceQueues(e))
                .on("ListMessageMoveTasks", ListMessageMoveTasksRequest.class, new ListMessageMoveTasks(e))
                .on("ListQueueTags", ListQueueTagsRequest.class, new ListQueueTags(e))
                .on("ListQueues", ListQueuesRequest.class, new ListQueues(e))
                .on("PurgeQueue", PurgeQueueRequest.class, new PurgeQueue(e))
                .on("ReceiveMessage", ReceiveMessageRequest.class, new ReceiveMessage(e))
                .on("RemovePermission", RemovePermissionRequest.class, new RemovePermission(e))
                .on("SendMessage", SendMessageRequest.class, new SendMessage(e))
                .on("SendMessageBatch", SendMessageBatchRequest.class, new SendMessageBatch(e))
                .on("SetQueueAttributes", SetQueueAttributesRequest.class, new SetQueueAttributes(e))
                .on("StartMessageMoveTask", StartMessageMoveTaskRequest.class, new StartMessageMoveTask(e))
                .on("TagQueue", TagQueueRequest.class, new TagQueue(e))
                .on("UntagQueue", UntagQueueRequest.class, new UntagQueue(e));
    }

    /** Looks at messages of a queue without receiving them, for {@code /_aws/sqs/messages}. */
    public ReceiveMessageResponse peek(CallContext call, String queueUrl, PeekMessages.Which which)
            throws InterruptedException {
        return peek.peek(call, queueUrl, which);
    }
}
