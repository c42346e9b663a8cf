/**
 * Amazon EventBridge Scheduler. Schedules live in buckets, a fixed number for each account and Region; a bucket is an aggregate with one timer. An occurrence is
 * journaled before its target is invoked, and the outcome after it: a target may be invoked twice for an occurrence, under one execution id, but never not at all.
 */
@NullMarked
package io.penstock.services.scheduler;

import org.jspecify.annotations.NullMarked;
