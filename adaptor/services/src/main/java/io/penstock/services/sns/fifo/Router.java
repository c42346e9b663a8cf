package io.penstock.services.sns.fifo;

import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import java.util.List;
import java.util.function.Predicate;

/** The fan-out: what a published message is for each subscription that takes it. */
public interface Router {

    /**
     * What is asked for.
     *
     * @param topic the ARN
     * @param topicId of the creation
     * @param subscriptions the ARNs that count
     * @param replay the number of the replay that the message is sent by, made known in what is sent; 0 for none
     */
    record Question(String topic, String topicId, Predicate<String> subscriptions, long replay) {}

    /**
     * A record for a queue.
     *
     * @param subscription the ARN
     * @param deadLetter whether it goes to the subscription's dead-letter queue
     */
    record Routed(String subscription, boolean deadLetter, TopicPartition to, NewRecord record) {}

    /** May wait for definitions that are on their way; fails when they do not come, and is to be asked again then. */
    List<Routed> route(LogRecord record, Question question) throws InterruptedException;
}
