/**
 * Amazon SNS: topics and subscriptions as definitions, publications as records. Who gets a publication is decided by the fan-out, which reads both; nothing here
 * delivers. {@link io.penstock.services.sns.Sns} is the entrance. What records hold and what differs from AWS is in {@code docs/services/sns.md}.
 */
@NullMarked
package io.penstock.services.sns;

import org.jspecify.annotations.NullMarked;
