package org.jdvm.examples.dynamic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random trees give the state that recursion in double precision gives. */
class TreeLstmTest {
    private static final int HIDDEN = 12;
    private static final TreeLstm.Model MODEL = TreeLstm.Model.random(9, 30, HIDDEN);

    private record State(Plain hidden, Plain cell) {}

    @Test
    void randomTrees() {
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            TreeLstm.Tree tree = TreeLstm.Tree.random(random, 1 + random.nextInt(40), 30);
            float[] actual = TreeLstmOperators.encode(tree, MODEL).toFloatArray();
            double[] expected = state(tree).hidden().data()[0];
            for (int j = 0; j < HIDDEN; j++) {
                assertEquals(expected[j], actual[j], 1e-5, tree::toString);
            }
        }
    }

    private static State state(TreeLstm.Tree tree) {
        if (tree.left() == null) {
            Plain gates = Plain.of(MODEL.embedding()).row(tree.word()).times(Plain.of(MODEL.leaf()));
            Plain cell = part(gates, 0).map(Plain::sigmoid).by(part(gates, 2).map(Math::tanh));
            return new State(part(gates, 1).map(Plain::sigmoid).by(cell.map(Math::tanh)), cell);
        }
        State left = state(tree.left());
        State right = state(tree.right());
        Plain gates = left.hidden()
                .times(Plain.of(MODEL.left()))
                .plus(right.hidden().times(Plain.of(MODEL.right())))
                .plus(Plain.of(MODEL.bias()));
        Plain cell = part(gates, 0)
                .map(Plain::sigmoid)
                .by(part(gates, 4).map(Math::tanh))
                .plus(part(gates, 1).map(Plain::sigmoid).by(left.cell()))
                .plus(part(gates, 2).map(Plain::sigmoid).by(right.cell()));
        return new State(part(gates, 3).map(Plain::sigmoid).by(cell.map(Math::tanh)), cell);
    }

    private static Plain part(Plain gates, int number) {
        return gates.columns(number * HIDDEN, (number + 1) * HIDDEN);
    }
}
