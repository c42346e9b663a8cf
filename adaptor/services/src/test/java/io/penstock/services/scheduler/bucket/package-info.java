/** The machine of buckets by itself. */
@NullMarked
package io.penstock.services.scheduler.bucket;

import org.jspecify.annotations.NullMarked;
