/** Models of LangChain4j that run in this virtual machine. */
@NullMarked
package org.jdvm.langchain4j;

import org.jspecify.annotations.NullMarked;
