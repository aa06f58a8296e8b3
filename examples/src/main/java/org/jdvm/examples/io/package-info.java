/** Reading what the user names on the command line, with errors that say what is wrong with it. */
@NullMarked
package org.jdvm.examples.io;

import org.jspecify.annotations.NullMarked;
