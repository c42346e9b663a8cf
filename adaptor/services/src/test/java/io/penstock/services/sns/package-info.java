/** SNS without a server. */
@NullMarked
package io.penstock.services.sns;

import org.jspecify.annotations.NullMarked;
