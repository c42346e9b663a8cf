/** Cases of filter policies, written from AWS's documentation: for each operator what matches, what does not, and what is refused. */
@NullMarked
package io.penstock.streams.filter;

import org.jspecify.annotations.NullMarked;
