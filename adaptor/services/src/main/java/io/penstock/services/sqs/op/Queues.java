package io.penstock.services.sqs.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionMachine;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.PublishedQueue;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.wire.CallContext;
import org.jspecify.annotations.Nullable;

/** Finds the queue of a request, and talks to its definition. */
final class Queues {

    private final Environment environment;
    private final QueueUrls urls;

    Queues(Environment environment) {
        this.environment = environment;
        this.urls = new QueueUrls(environment.settings().urls());
    }

    /** The queue of a URL, or the fault that there is none. */
    QueueDefinition find(CallContext call, @Nullable String url) throws InterruptedException {
        return find(urls.parse(call, url));
    }

    /** The queue of an ARN, or the fault that there is none. */
    QueueDefinition find(Arn arn) throws InterruptedException {
        return Await.reply(environment.directory().findOrAsk(arn.toString()))
                .map(PublishedQueue::queue)
                .orElseThrow(SqsFaults.QUEUE_DOES_NOT_EXIST::with);
    }

    /** The ARN that a URL stands for, whether there is a queue or not. */
    Arn arn(CallContext call, @Nullable String url) {
        return urls.parse(call, url);
    }

    /** The URL of a queue, for this caller. */
    String url(CallContext call, Arn queue) {
        return urls.url(call, queue);
    }

    /** Sends a command to the definition of a queue. */
    DefinitionReply submit(Arn queue, DefinitionCommand command) throws InterruptedException {
        return Await.reply(environment
                .ports()
                .machines()
                .submit(DefinitionMachine.TYPE, DefinitionMachine.id(queue.toString()), command));
    }
}
