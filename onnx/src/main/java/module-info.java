/** ONNX models as jdvm operators; files of tensors. */
module org.jdvm.onnx {
    requires transitive org.jdvm.runtime;
    requires static org.jspecify;

    exports org.jdvm.onnx;
    exports org.jdvm.onnx.file;
    exports org.jdvm.onnx.proto;
}
