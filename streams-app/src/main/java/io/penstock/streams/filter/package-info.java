/**
 * Filter policies of SNS. A {@link io.penstock.streams.filter.FilterPolicy} is a policy that SNS would take; compiling one that it would not take fails
 * with its words. {@link io.penstock.streams.filter.TopicFilters} finds, among all policies of a topic at once, those that a message satisfies.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Amazon SNS subscription filter policies</a>
 */
@NullMarked
package io.penstock.streams.filter;

import org.jspecify.annotations.NullMarked;
