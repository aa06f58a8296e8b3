package sample

import kotlin.math.abs
import kotlin.math.sqrt
import kotlin.random.Random
import org.jdvm.Tensor

private val random = Random(7)

private fun values(count: Int) = FloatArray(count) { random.nextFloat() - 0.5f }

private fun compare(operator: String, expected: Double, actual: Float) =
    check(abs(expected - actual) <= 1e-4 * (1 + abs(expected))) { "$operator: expected $expected, got $actual" }

private fun layerNorm(rows: Int, columns: Int) {
    val x = values(rows * columns)
    val gamma = values(columns)
    val beta = values(columns)
    val eps = 1e-5f
    val actual = LayersOperators.layerNorm(
        Tensor.of(x, rows, columns), Tensor.of(gamma, columns), Tensor.of(beta, columns), eps,
    ).toFloatArray()
    for (row in 0 until rows) {
        val values = x.slice(row * columns until (row + 1) * columns).map { it.toDouble() }
        val mean = values.average()
        val variance = values.map { (it - mean) * (it - mean) }.average()
        for (c in 0 until columns) {
            compare("layerNorm", (values[c] - mean) / sqrt(variance + eps) * gamma[c] + beta[c], actual[row * columns + c])
        }
    }
}

private fun denseRelu(rows: Int, inputs: Int, outputs: Int) {
    val x = values(rows * inputs)
    val weight = values(inputs * outputs)
    val bias = values(outputs)
    val actual = LayersOperators.denseRelu(
        Tensor.of(x, rows, inputs), Tensor.of(weight, inputs, outputs), Tensor.of(bias, outputs),
    ).toFloatArray()
    for (row in 0 until rows) {
        for (n in 0 until outputs) {
            val sum = (0 until inputs).sumOf { x[row * inputs + it].toDouble() * weight[it * outputs + n] } + bias[n]
            compare("denseRelu", maxOf(sum, 0.0), actual[row * outputs + n])
        }
    }
}

/** Calls the generated operators at several sizes; a wrong number ends it with an exception. */
fun main() {
    for ((rows, inputs, outputs) in listOf(Triple(1, 1, 1), Triple(3, 5, 2), Triple(7, 384, 33))) {
        layerNorm(rows, inputs)
        denseRelu(rows, inputs, outputs)
    }
    val refused = runCatching {
        LayersOperators.denseRelu(Tensor.of(values(6), 2, 3), Tensor.of(values(8), 4, 2), Tensor.of(values(2), 2))
    }.exceptionOrNull()
    check(refused is IllegalArgumentException && "denseRelu" in refused.message.orEmpty()) { "a wrong size gave $refused" }
}
