package io.penstock.gates.planted.kernel;

import org.apache.kafka.common.TopicPartition;
import software.amazon.awssdk.core.SdkPojo;

interface SeesKafka {
    void take(TopicPartition partition);

    SdkPojo give();
}
