/** Topics and subscriptions as machines, on a clock of the tests' own. */
@NullMarked
package io.penstock.services.sns.topic;

import org.jspecify.annotations.NullMarked;
