package org.jdvm.processor;

import com.sun.source.tree.CaseTree;
import com.sun.source.util.TreePath;
import java.util.List;

/**
 * The case of a switch that is taken.
 *
 * @param path the switch
 * @param cases that case and those after it
 */
record Choice(TreePath path, List<? extends CaseTree> cases) {}
