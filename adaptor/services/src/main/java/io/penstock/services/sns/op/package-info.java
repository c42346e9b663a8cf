/** The operations of SNS. */
@NullMarked
package io.penstock.services.sns.op;

import org.jspecify.annotations.NullMarked;
