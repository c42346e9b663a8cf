package io.penstock.services.sqs.op;

import io.penstock.kernel.port.LogRecord;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.PartitionCommands;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.StoredMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Looks at messages without receiving them: what LocalStack serves under {@code /_aws/sqs/messages}. Not an operation of AWS. */
public final class PeekMessages {

    /** What LocalStack puts in place of a handle. */
    private static final String NO_HANDLE = "SQS/BACKDOOR/ACCESS";

    private static final int MAXIMUM = 1_000;

    /** Bytes of bodies after which no further partition is asked; the owner of each answers with about as much at most. */
    private static final long ANSWER_BYTES = 8 << 20;

    private final Environment environment;
    private final Queues queues;

    public PeekMessages(Environment environment) {
        this.environment = environment;
        this.queues = new Queues(environment);
    }

    /**
     * Which messages.
     *
     * @param invisible also those in flight
     * @param delayed also those whose delay is not over
     */
    public record Which(boolean invisible, boolean delayed) {}

    /** Up to 1,000 messages of each partition, oldest first, with all their attributes; fewer when they are large. */
    public ReceiveMessageResponse peek(CallContext call, String queueUrl, Which which) throws InterruptedException {
        QueueDefinition queue = queues.find(call, queueUrl);
        List<Message> messages = new ArrayList<>();
        long bytes = 0;
        for (int partition = 0; partition < queue.placement().partitions() && bytes < ANSWER_BYTES; partition++) {
            catchUp(queue, partition);
            Command peek = new Command.Peek(MAXIMUM, which.invisible(), which.delayed());
            Reply reply = Await.reply(environment.partitions().submit(queue, partition, peek));
            if (!(reply instanceof Reply.Peeked(List<PeekedMessage> peeked))) {
                throw new IllegalStateException("not an answer to Peek: " + reply);
            }
            for (PeekedMessage message : peeked) {
                LogRecord record = message.record();
                if (record != null) {
                    bytes += record.value().length;
                    messages.add(Incoming.everything()
                            .message(
                                    queue,
                                    new StoredMessage(record, queue.id(), partition),
                                    new Incoming.Receives(message.receiveCount(), message.firstReceivedMillis()),
                                    NO_HANDLE));
                }
            }
        }
        return ReceiveMessageResponse.builder().messages(messages).build();
    }

    /** A window that nobody asked for anything yet has scanned nothing. */
    private void catchUp(QueueDefinition queue, int partition) throws InterruptedException {
        long end = Await.reply(environment.partitions().end(queue, partition));
        Instant until = environment.chance().clock().instant().plus(PartitionCommands.CATCH_UP);
        Await.reply(environment.partitions().scanned(queue, partition, end, until));
    }
}
