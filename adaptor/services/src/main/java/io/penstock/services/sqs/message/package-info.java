/**
 * What a message is: the rules of its parts, the digests SDKs verify, and its form as a record of the queue's topic. Pure.
 */
@NullMarked
package io.penstock.services.sqs.message;

import org.jspecify.annotations.NullMarked;
