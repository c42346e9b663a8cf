/**
 * What exists: a topic with its subscriptions is one aggregate, keyed by the topic's ARN, whose companion publishes both kinds of definitions
 * in the catalog. Of a change the subscription is published first and the topic, under the same version, after it: who has the topic in some version has
 * the subscriptions of that version.
 */
@NullMarked
package io.penstock.services.sns.topic;

import org.jspecify.annotations.NullMarked;
