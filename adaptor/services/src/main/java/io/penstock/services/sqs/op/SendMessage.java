package io.penstock.services.sqs.op;

import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.Digests;
import io.penstock.services.sqs.message.MessageRules;
import io.penstock.services.sqs.message.NewMessage;
import io.penstock.wire.CallContext;
import io.penstock.wire.OperationHandler;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** SendMessage. */
public final class SendMessage implements OperationHandler<SendMessageRequest, SendMessageResponse> {

    private final Queues queues;
    private final Quotas quotas;
    private final MessageCheck check;
    private final Sending sending;

    public SendMessage(Environment environment) {
        this.queues = new Queues(environment);
        this.quotas = environment.quotas();
        this.check = new MessageCheck(environment.chance().random(), MessageRules.REFUSAL);
        this.sending = new Sending(environment);
    }

    @Override
    public SendMessageResponse handle(CallContext call, SendMessageRequest request) throws InterruptedException {
        QueueDefinition queue = queues.find(call, request.queueUrl());
        NewMessage message = check.check(queue, call, Outgoing.of(request));
        quotas.send(queue, List.of(message));
        Sending.Sent sent = Await.reply(sending.send(queue, List.of(message)).getFirst());
        return SendMessageResponse.builder()
                .messageId(sent.messageId())
                .sequenceNumber(sent.sequenceNumber())
                .md5OfMessageBody(Digests.md5OfSent(message.body()))
                .md5OfMessageAttributes(message.attributes().isEmpty() ? null : Digests.md5(message.attributes()))
                .md5OfMessageSystemAttributes(MessageCheck.systemDigest(Outgoing.of(request)))
                .build();
    }
}
