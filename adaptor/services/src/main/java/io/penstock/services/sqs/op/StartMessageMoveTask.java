package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.rules.SqsFaults.invalid;
import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.QueueProtocol.Reply.Measured;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;

/** StartMessageMoveTask. The task moves the messages that are in the queue now. */
public final class StartMessageMoveTask
        implements OperationHandler<StartMessageMoveTaskRequest, StartMessageMoveTaskResponse> {

    private final Environment environment;
    private final MoveTasks tasks;

    public StartMessageMoveTask(Environment environment) {
        this.environment = environment;
        this.tasks = new MoveTasks(environment);
    }

    @Override
    public StartMessageMoveTaskResponse handle(CallContext call, StartMessageMoveTaskRequest request)
            throws InterruptedException {
        QueueDefinition source = tasks.queue(call, request.sourceArn(), "SourceArn");
        Arn sourceArn = source.parsedArn();
        if (!isDeadLetterQueue(sourceArn)) {
            throw invalid("Source queue must be configured as a Dead Letter Queue.");
        }
        String destination = destination(call, source, request.destinationArn());
        int rate = rate(request.maxNumberOfMessagesPerSecond());
        List<Long> ends = Await.reply(environment.partitions().ends(source));
        List<Measured> measured = Await.reply(environment.measure(source));
        long toMove = measured.stream().mapToLong(Measured::visible).sum();
        DefinitionReply reply =
                tasks.submit(sourceArn, new DefinitionCommand.StartMove(destination, rate, ends, toMove));
        if (!(reply instanceof DefinitionReply.MoveAccepted(String taskId))) {
            throw new IllegalStateException("not an answer to StartMove: " + reply);
        }
        return StartMessageMoveTaskResponse.builder()
                .taskHandle(new MoveTasks.Handle(taskId, sourceArn).encode())
                .build();
    }

    /** What this node knows is enough for a yes. For a no, which clients do not ask about again, it hears first what other nodes were told. */
    private boolean isDeadLetterQueue(Arn queue) throws InterruptedException {
        QueueDirectory directory = environment.directory();
        if (ListDeadLetterSourceQueues.sources(directory, queue).isEmpty()) {
            Await.reply(directory.caughtUp());
        }
        return !ListDeadLetterSourceQueues.sources(directory, queue).isEmpty();
    }

    private @Nullable String destination(CallContext call, QueueDefinition source, @Nullable String arn)
            throws InterruptedException {
        if (arn == null || arn.isEmpty()) {
            return null;
        }
        QueueDefinition destination = tasks.queue(call, arn, "DestinationArn");
        if (destination.arn().equals(source.arn())) {
            throw invalid("Source queue arn and destination queue arn cannot be the same.");
        }
        if (destination.isFifo() != source.isFifo()) {
            throw invalid("Source queue and destination queue must be of the same type.");
        }
        return destination.arn();
    }

    private static int rate(@Nullable Integer perSecond) {
        if (perSecond == null) {
            return 0;
        }
        if (perSecond < 1 || perSecond > SqsLimits.MOVES_PER_SECOND) {
            throw invalidValue(perSecond, "MaxNumberOfMessagesPerSecond", "Must be between 1 and 500, if provided.");
        }
        return perSecond;
    }
}
