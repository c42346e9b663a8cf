/** What may be published, and its form as a record of the topic. Pure. */
@NullMarked
package io.penstock.services.sns.message;

import org.jspecify.annotations.NullMarked;
