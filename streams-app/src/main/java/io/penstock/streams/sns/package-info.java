/**
 * The fan-out of SNS: every publication in the topic of an SNS topic goes to the subscriptions whose filter policy takes it. What the records hold is in
 * {@code docs/services/sns.md}; the definitions are those that the service publishes in the catalog.
 */
@NullMarked
package io.penstock.streams.sns;

import org.jspecify.annotations.NullMarked;
