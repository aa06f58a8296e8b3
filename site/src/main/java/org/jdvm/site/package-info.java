/** Pages for a browser, made of the project's Markdown files. */
@NullMarked
package org.jdvm.site;

import org.jspecify.annotations.NullMarked;
