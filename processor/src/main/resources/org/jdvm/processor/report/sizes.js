// Sizes: evaluates the formulas of the report, exactly, in the notation of org.jdvm.symbolic.Dim.
"use strict";

const Sizes = (() => {
  const floorDiv = (a, b) => {
    if (b === 0n) throw new Error("division by 0");
    const quotient = a / b;
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
  };
  const functions = {
    floordiv: floorDiv,
    mod: (a, b) => a - b * floorDiv(a, b),
    min: (a, b) => (a < b ? a : b),
    max: (a, b) => (a > b ? a : b),
    position: (a, size) => (a < 0n ? a + size : a),
    broadcast: (a, b) => {
      if (a === b || b === 1n) return a;
      if (a === 1n) return b;
      throw new Error(`${a} and ${b} do not broadcast`);
    },
  };

  /** The value of a formula; values is a map from symbols to BigInt. */
  function evaluate(formula, values) {
    const tokens = formula.match(/\.\.\.|[\p{ID_Start}_$][\p{ID_Continue}$.#]*|\d+|[-+*(),]/gu) || [];
    let next = 0;
    const take = (token) => tokens[next] === token && ++next > 0;
    const expect = (token) => {
      if (!take(token)) throw new Error(`'${token}' expected in ${formula}`);
    };
    function sum() {
      let value = product();
      for (;;) {
        if (take("+")) value += product();
        else if (take("-")) value -= product();
        else return value;
      }
    }
    function product() {
      let value = factor();
      while (take("*")) value *= factor();
      return value;
    }
    function factor() {
      if (take("-")) return -factor();
      if (take("(")) {
        const value = sum();
        expect(")");
        return value;
      }
      const token = tokens[next++];
      if (token === undefined) throw new Error(`a size expected in ${formula}`);
      if (/^\d/.test(token)) return BigInt(token);
      if (take("(")) {
        let value = sum();
        while (take(",")) value = functions[token](value, sum());
        expect(")");
        return value;
      }
      if (!values.has(token)) throw new Error(`${token} has no value`);
      return values.get(token);
    }
    const value = sum();
    if (next < tokens.length) throw new Error(`'${tokens[next]}' is left over in ${formula}`);
    return value;
  }

  const grouped = (number) => number.toString().replace(/\B(?=(\d{3})+$)/g, ",");

  /** A number of bytes for people. */
  function bytes(number) {
    let value = Number(number);
    const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let unit = 0;
    while (value >= 1024 && unit + 1 < units.length) {
      value /= 1024;
      unit++;
    }
    return unit === 0 ? `${grouped(number)} bytes` : `${value.toFixed(1)} ${units[unit]}`;
  }

  /** The value of a formula as text, or why there is none. */
  function text(formula, values, write) {
    try {
      return write(evaluate(formula, values));
    } catch (error) {
      return `undefined (${error.message})`;
    }
  }

  return { evaluate, bytes, grouped, text };
})();
