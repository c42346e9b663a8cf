package io.penstock.clients;

import software.amazon.awssdk.services.sqs.SqsClient;

/** What every way to call SQS must show alike. */
interface SqsContract {

    /** The client under test. */
    SqsClient sqs();
}
