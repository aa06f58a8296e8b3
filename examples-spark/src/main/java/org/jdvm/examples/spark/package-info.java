/** A job of Apache Spark that embeds the texts of a Parquet table. */
@NullMarked
package org.jdvm.examples.spark;

import org.jspecify.annotations.NullMarked;
