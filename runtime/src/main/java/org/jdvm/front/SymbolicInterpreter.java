package org.jdvm.front;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.front.AbstractValue.Comparison;
import org.jdvm.front.AbstractValue.Int;
import org.jdvm.front.AbstractValue.Real;
import org.jdvm.front.Arithmetic.Operator;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.ScalarExpr.Literal;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/** One run of a method's bytecode on data of which some are known only at the call. */
final class SymbolicInterpreter {
    private final ClassFileReader reader;
    private final Tracer tracer;
    private final Arithmetic arithmetic;
    private final BytecodeCalls calls;
    private final List<CodeElement> elements;
    private final String source;
    private final Map<Label, Integer> labels = new HashMap<>();
    private final Set<Label> guarded;
    private final boolean locked;
    private final Map<Integer, AbstractValue> locals = new HashMap<>();
    private final OperandStack stack = new OperandStack();
    private int position;
    private int line;

    SymbolicInterpreter(
            ClassFileReader reader, Tracer tracer, CodeModel code, String source, List<AbstractValue> arguments) {
        this.reader = reader;
        this.tracer = tracer;
        this.arithmetic = tracer.arithmetic();
        this.calls = new BytecodeCalls(reader, tracer.library());
        this.elements = code.elementList();
        this.source = source;
        this.guarded = guarded(code);
        this.locked = code.parent()
                .filter(method -> method.flags().has(AccessFlag.SYNCHRONIZED))
                .isPresent();
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof LabelTarget target) {
                labels.put(target.label(), i);
            }
        }
        int slot = 0;
        for (AbstractValue argument : arguments) {
            locals.put(slot, argument);
            slot += OperandStack.isWide(argument) ? 2 : 1;
        }
    }

    /** Where instructions begin whose exceptions are caught. Initialisers of classes may have such before the fields that are asked for. */
    private static Set<Label> guarded(CodeModel code) {
        boolean initialiser = code.parent()
                .filter(m -> m.methodName().equalsString("<clinit>"))
                .isPresent();
        return initialiser
                ? Set.of()
                : code.exceptionHandlers().stream()
                        .map(ExceptionCatch::tryStart)
                        .collect(Collectors.toSet());
    }

    /** The result; {@code Null} for methods without one. */
    AbstractValue run() {
        try {
            while (true) {
                CodeElement element = elements.get(position++);
                if (element instanceof LineNumber number) {
                    line = number.line();
                } else if (element instanceof ReturnInstruction instruction) {
                    return instruction.opcode() == Opcode.RETURN ? new AbstractValue.Null() : stack.pop();
                } else if (element instanceof LabelTarget target && guarded.contains(target.label())) {
                    throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "'try'");
                } else if (locked) {
                    throw Unsupported.lock();
                } else if (element instanceof Instruction instruction) {
                    step(instruction);
                }
            }
        } catch (DiagnosticException e) {
            throw e.in(source + ":" + line);
        } catch (GraphException e) {
            throw DiagnosticException.of(e).in(source + ":" + line);
        } catch (ArithmeticException e) {
            throw new DiagnosticException(DiagnosticCode.OPERAND_ARGUMENT, "integer arithmetic: " + e.getMessage())
                    .in(source + ":" + line);
        }
    }

    private void step(Instruction instruction) {
        try {
            execute(instruction);
        } catch (DiagnosticException e) {
            if (!isValue(instruction)) {
                throw e;
            }
            stack.push(reader.opaque(e));
        }
    }

    /** Whether an instruction takes its operands from the stack and then gives a value, which may be unknown, or fails. */
    private static boolean isValue(Instruction instruction) {
        return switch (instruction) {
            case OperatorInstruction _,
                    ConvertInstruction _,
                    ArrayLoadInstruction _,
                    NewPrimitiveArrayInstruction _,
                    NewReferenceArrayInstruction _,
                    NewMultiArrayInstruction _,
                    TypeCheckInstruction _ -> true;
            case FieldInstruction field -> field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.GETFIELD;
            default -> false;
        };
    }

    private void execute(Instruction instruction) {
        switch (instruction) {
            case LoadInstruction load -> stack.push(local(load.slot()));
            case StoreInstruction store -> locals.put(store.slot(), stack.pop());
            case IncrementInstruction increment ->
                locals.put(
                        increment.slot(),
                        arithmetic.binary(
                                Operator.ADD, ScalarType.INT, local(increment.slot()), Int.of(increment.constant())));
            case ConstantInstruction constant -> stack.push(constant(constant.constantValue()));
            case StackInstruction operation -> stack.apply(operation.opcode());
            case OperatorInstruction operation -> operate(operation.opcode());
            case ConvertInstruction conversion -> convert(conversion.toType());
            case BranchInstruction branch -> branch(branch);
            case TableSwitchInstruction choice -> choose(choice.cases(), choice.defaultTarget());
            case LookupSwitchInstruction choice -> choose(choice.cases(), choice.defaultTarget());
            case FieldInstruction field -> field(field);
            case InvokeInstruction call -> invoke(call);
            case InvokeDynamicInstruction call ->
                stack.push(calls.invokeDynamic(call, stack.pop(call.typeSymbol().parameterCount())));
            case NewObjectInstruction creation -> {
                String name = ClassNames.binary(creation.className().asSymbol());
                if (!reader.lenient() && reader.isThrowable(name)) {
                    throw new DiagnosticException(DiagnosticCode.ALWAYS_THROWS);
                }
                stack.push(
                        reader.isRecord(name)
                                ? new AbstractValue.Instance(name)
                                : reader.opaque(Unsupported.instance(name)));
            }
            case NewPrimitiveArrayInstruction creation ->
                stack.push(AbstractValue.Array.create(
                        List.of(stack.pop()), creation.typeKind().upperBound().descriptorString()));
            case NewReferenceArrayInstruction creation ->
                stack.push(AbstractValue.Array.create(
                        List.of(stack.pop()),
                        creation.componentType().asSymbol().descriptorString()));
            case NewMultiArrayInstruction creation ->
                stack.push(AbstractValue.Array.create(
                        stack.pop(creation.dimensions()),
                        creation.arrayType().asSymbol().componentType().descriptorString()));
            case ArrayLoadInstruction _ -> {
                AbstractValue index = stack.pop();
                stack.push(number(array(stack.pop()).get(index)));
            }
            case ArrayStoreInstruction _ -> {
                AbstractValue value = stack.pop();
                AbstractValue index = stack.pop();
                array(stack.pop()).set(index, value);
            }
            case TypeCheckInstruction check -> check(check.opcode());
            case MonitorInstruction _ -> throw Unsupported.lock();
            case ThrowInstruction _ -> throw new DiagnosticException(DiagnosticCode.ALWAYS_THROWS);
            case NopInstruction _ -> {}
            default ->
                throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the instruction " + instruction.opcode());
        }
    }

    private void check(Opcode opcode) {
        AbstractValue operand = stack.pop();
        if (opcode != Opcode.CHECKCAST) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "'instanceof'");
        }
        if (operand instanceof AbstractValue.Opaque(String what) && !reader.lenient()) {
            throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, what);
        }
        stack.push(operand);
    }

    private AbstractValue local(int slot) {
        AbstractValue value = locals.get(slot);
        if (value == null) {
            throw new DiagnosticException(DiagnosticCode.NULL, "a local variable");
        }
        return value;
    }

    private AbstractValue constant(Object value) {
        return switch (value) {
            case Integer number -> Int.of(number);
            case Long number -> new Int(Dim.of(number), true);
            case Float number -> new Real(ScalarExpr.of(number), false);
            case Double number -> new Real(ScalarExpr.of(number), true);
            case String text -> new AbstractValue.Constant(text);
            case java.lang.constant.DynamicConstantDesc<?> _ -> new AbstractValue.Null();
            case ClassDesc type ->
                reader.opaque(
                        new DiagnosticException(DiagnosticCode.UNSUPPORTED, "'" + type.displayName() + ".class'"));
            default -> reader.opaque(new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the constant " + value));
        };
    }

    private void operate(Opcode opcode) {
        switch (opcode) {
            case ARRAYLENGTH -> stack.push(Int.of(array(stack.pop()).length()));
            case INEG, LNEG, FNEG, DNEG -> stack.push(arithmetic.negate(stack.pop()));
            case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
                AbstractValue right = stack.pop();
                boolean nanIsLess = opcode == Opcode.FCMPL || opcode == Opcode.DCMPL;
                stack.push(new Comparison(stack.pop(), right, nanIsLess));
            }
            default -> {
                // mnemonics consist of the letter of the type and the name of the operator
                String mnemonic = opcode.name();
                ScalarType type = switch (mnemonic.charAt(0)) {
                    case 'I' -> ScalarType.INT;
                    case 'L' -> ScalarType.LONG;
                    case 'F' -> ScalarType.FLOAT;
                    default -> ScalarType.DOUBLE;
                };
                AbstractValue right = stack.pop();
                AbstractValue left = stack.pop();
                boolean allOnes = opcode == Opcode.IXOR || opcode == Opcode.LXOR;
                if (allOnes && right instanceof Int(Dim mask, var _) && mask.equals(Dim.of(-1))) {
                    stack.push(arithmetic.complement(left));
                } else {
                    stack.push(arithmetic.binary(Operator.valueOf(mnemonic.substring(1)), type, left, right));
                }
            }
        }
    }

    private void convert(TypeKind type) {
        AbstractValue operand = stack.pop();
        stack.push(
                switch (type) {
                    case BYTE, SHORT, CHAR ->
                        arithmetic.narrow(operand, type.name().toLowerCase(java.util.Locale.ROOT));
                    case INT -> arithmetic.convert(operand, ScalarType.INT);
                    case LONG -> arithmetic.convert(operand, ScalarType.LONG);
                    case FLOAT -> arithmetic.convert(operand, ScalarType.FLOAT);
                    case DOUBLE -> arithmetic.convert(operand, ScalarType.DOUBLE);
                    default -> throw new IllegalArgumentException("not a number: " + type);
                });
    }

    private void branch(BranchInstruction branch) {
        boolean taken = switch (branch.opcode()) {
            case GOTO, GOTO_W -> true;
            case IFNULL -> LibraryCalls.same(stack.pop(), new AbstractValue.Null());
            case IFNONNULL -> !LibraryCalls.same(stack.pop(), new AbstractValue.Null());
            case IF_ACMPEQ -> same();
            case IF_ACMPNE -> !same();
            case IFEQ -> toZero(Relation.EQ);
            case IFNE -> toZero(Relation.NE);
            case IFLT -> toZero(Relation.LT);
            case IFLE -> toZero(Relation.LE);
            case IFGT -> toZero(Relation.GT);
            case IFGE -> toZero(Relation.GE);
            case IF_ICMPEQ -> compare(Relation.EQ);
            case IF_ICMPNE -> compare(Relation.NE);
            case IF_ICMPLT -> compare(Relation.LT);
            case IF_ICMPLE -> compare(Relation.LE);
            case IF_ICMPGT -> compare(Relation.GT);
            case IF_ICMPGE -> compare(Relation.GE);
            default -> throw new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the instruction " + branch.opcode());
        };
        if (taken) {
            jump(branch.target());
        }
    }

    private boolean same() {
        AbstractValue right = stack.pop();
        return LibraryCalls.same(stack.pop(), right);
    }

    private boolean compare(Relation relation) {
        AbstractValue right = stack.pop();
        return arithmetic.compare(relation, stack.pop(), right);
    }

    private boolean toZero(Relation relation) {
        AbstractValue datum = stack.pop();
        if (!(datum instanceof Comparison(AbstractValue left, AbstractValue right, boolean nanIsLess))) {
            return arithmetic.compare(relation, datum, Int.of(0));
        }
        if (left instanceof Real(Literal(double a), var _)
                && right instanceof Real(Literal(double b), var _)
                && (Double.isNaN(a) || Double.isNaN(b))) {
            return relation.test(nanIsLess ? -1 : 1, 0);
        }
        return arithmetic.compare(relation, left, right);
    }

    private void choose(List<SwitchCase> cases, Label otherwise) {
        AbstractValue selector = stack.pop();
        for (SwitchCase one : cases) {
            if (arithmetic.compare(Relation.EQ, selector, Int.of(one.caseValue()))) {
                jump(one.target());
                return;
            }
        }
        jump(otherwise);
    }

    private void jump(Label target) {
        position = labels.get(target);
        tracer.step();
    }

    private void field(FieldInstruction field) {
        String owner = ClassNames.binary(field.owner().asSymbol());
        String name = field.name().stringValue();
        switch (field.opcode()) {
            case GETSTATIC -> {
                if (isLocked()) {
                    throw Unsupported.lock();
                }
                stack.push(reader.field(owner, name, field.type().stringValue()));
            }
            case PUTSTATIC -> reader.setField(owner, name, stack.pop());
            case GETFIELD -> stack.push(instance(stack.pop(), name).get(name));
            default -> {
                AbstractValue value = stack.pop();
                instance(stack.pop(), name).set(name, value);
            }
        }
    }

    /** Whether what the instruction at hand gives is the object of a {@code synchronized}: copied, stored, locked. */
    private boolean isLocked() {
        return elements.subList(position, elements.size()).stream()
                .filter(Instruction.class::isInstance)
                .limit(3)
                .anyMatch(MonitorInstruction.class::isInstance);
    }

    private void invoke(InvokeInstruction call) {
        MethodTypeDesc type = call.typeSymbol();
        List<AbstractValue> arguments = stack.pop(type.parameterCount());
        boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
        @Nullable AbstractValue self = isStatic ? null : stack.pop();
        AbstractValue result = calls.invoke(call, self, arguments);
        if (!type.returnType().descriptorString().equals("V")) {
            stack.push(number(result));
        }
    }

    /** Truth values are numbers in bytecode. */
    private static AbstractValue number(AbstractValue datum) {
        return datum instanceof AbstractValue.Truth(boolean value) ? Int.of(value ? 1 : 0) : datum;
    }

    private static AbstractValue.Array array(AbstractValue datum) {
        if (datum instanceof AbstractValue.Array array) {
            return array;
        }
        throw datum instanceof AbstractValue.Opaque(String what)
                ? new DiagnosticException(DiagnosticCode.UNSUPPORTED, what)
                : new DiagnosticException(DiagnosticCode.NULL, "an array");
    }

    private static AbstractValue.Instance instance(AbstractValue datum, String field) {
        if (datum instanceof AbstractValue.Instance instance) {
            return instance;
        }
        throw datum instanceof AbstractValue.Null
                ? new DiagnosticException(DiagnosticCode.NULL, "the object of '" + field + "'")
                : new DiagnosticException(DiagnosticCode.UNSUPPORTED, "the field '" + field + "'");
    }
}
