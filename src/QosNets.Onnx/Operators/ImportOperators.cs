using System.Collections.Frozen;
using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Turns a node of a file into nodes of the graph; gives a value for each of its outputs.</summary>
internal delegate Value[] ImportOperator(NodeImport n);

/// <summary>The operators that can be imported, and the way out for some that cannot.</summary>
internal static class ImportOperators
{
    private const string Microsoft = "com.microsoft";
    private const string Qonnx = "qonnx.custom_op.general";
    private const string Finn = "finn.custom_op.general";

    private static readonly FrozenDictionary<(string Domain, string Name), ImportOperator> Table = new Dictionary<
        (string, string),
        ImportOperator
    >
    {
        [("", "Conv")] = One(Layers.Conv),
        [("", "Gemm")] = One(Layers.Gemm),
        [("", "MatMul")] = One(Layers.MatMul),
        [("", "BatchNormalization")] = One(Normalisation.BatchNorm),
        [("", "Relu")] = One(Activations.Relu),
        [("", "LeakyRelu")] = One(Activations.LeakyRelu),
        [("", "PRelu")] = One(Activations.PRelu),
        [("", "Clip")] = One(Activations.Clip),
        [("", "HardSwish")] = One(n => n.Elementwise(n.Activation(0), (name, x) => new HardSwishNode(name, x))),
        [("", "HardSigmoid")] = One(Activations.HardSigmoid),
        [("", "Sigmoid")] = One(n => n.Elementwise(n.Activation(0), (name, x) => new SigmoidNode(name, x))),
        [("", "Erf")] = One(Gelu.Erf),
        [("", "Gelu")] = One(Gelu.Whole),
        [(Microsoft, "Gelu")] = One(Gelu.Whole),
        [("", "Add")] = One(Arithmetic.Add),
        [("", "Sub")] = One(Arithmetic.Sub),
        [("", "Mul")] = One(Arithmetic.Mul),
        [("", "Div")] = One(Arithmetic.Div),
        [("", "Neg")] = One(Arithmetic.Neg),
        [("", "Sum")] = One(Arithmetic.Sum),
        [("", "Concat")] = One(Joints.Concat),
        [("", "Split")] = Joints.Split,
        [("", "Slice")] = One(Joints.Slice),
        [("", "Gather")] = One(Joints.Gather),
        [("", "Pad")] = One(Joints.Pad),
        [("", "MaxPool")] = One(Pools.Max),
        [("", "AveragePool")] = One(Pools.Average),
        [("", "GlobalMaxPool")] = One(Pools.GlobalMax),
        [("", "GlobalAveragePool")] = One(Pools.GlobalAverage),
        [("", "ReduceMean")] = One(Pools.ReduceMean),
        [("", "Flatten")] = One(Layouts.Flatten),
        [("", "Reshape")] = One(Layouts.Reshape),
        [("", "Transpose")] = One(Layouts.Transpose),
        [("", "Squeeze")] = One(Layouts.Squeeze),
        [("", "Unsqueeze")] = One(Layouts.Unsqueeze),
        [("", "Shape")] = One(Layouts.ShapeOf),
        [("", "Identity")] = One(n => n[0]),
        [("", "Dropout")] = Endings.Dropout,
        [("", "Cast")] = One(Endings.Cast),
        [("", "Softmax")] = One(Endings.Softmax),
        [("", "LogSoftmax")] = One(Endings.Softmax),
        [("", "QuantizeLinear")] = One(Quantised.Quantize),
        [("", "DequantizeLinear")] = One(Quantised.Dequantize),
        [(Microsoft, "QuantizeLinear")] = One(Quantised.Quantize),
        [(Microsoft, "DequantizeLinear")] = One(Quantised.Dequantize),
        [("", "QLinearConv")] = One(QOperators.Conv),
        [("", "QLinearMatMul")] = One(QOperators.MatMul),
        [(Microsoft, "QGemm")] = One(QOperators.Gemm),
        [(Microsoft, "QLinearAdd")] = One(QOperators.Add),
        [(Microsoft, "QLinearMul")] = One(QOperators.Mul),
        [(Microsoft, "QLinearConcat")] = One(QOperators.Concat),
        [(Microsoft, "QLinearSigmoid")] = One(QOperators.Sigmoid),
        [(Microsoft, "QLinearLeakyRelu")] = One(QOperators.LeakyRelu),
        [(Microsoft, "QLinearGlobalAveragePool")] = One(QOperators.GlobalAveragePool),
        [(Microsoft, "QLinearAveragePool")] = One(QOperators.AveragePool),
        [(Qonnx, "Quant")] = One(Qonnx8.Quant),
        [(Qonnx, "IntQuant")] = One(Qonnx8.Quant),
        [(Finn, "Quant")] = One(Qonnx8.Quant),
        [("qonnx", "Quant")] = One(Qonnx8.Quant),
        [("qonnx", "IntQuant")] = One(Qonnx8.Quant),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> WaysOut = new Dictionary<string, string>
    {
        ["ConvTranspose"] = "upsampling is no classifier's; cut the model before it",
        ["LSTM"] = "recurrent layers are not known; use a convolutional network",
        ["GRU"] = "recurrent layers are not known; use a convolutional network",
        ["RNN"] = "recurrent layers are not known; use a convolutional network",
        ["LRN"] = "put a BatchNormalization in its place and train on",
        ["LayerNormalization"] = "put a BatchNormalization in its place and train on",
        ["InstanceNormalization"] = "put a BatchNormalization in its place and train on",
        ["GroupNormalization"] = "put a BatchNormalization in its place and train on",
        ["Attention"] = "attention multiplies two computed tensors; only convolutional networks are known",
        ["Tanh"] = "put a HardSwish, Sigmoid or Relu in its place and train on",
        ["Elu"] = "put a LeakyRelu or SiLU in its place and train on",
        ["Selu"] = "put a LeakyRelu or SiLU in its place and train on",
        ["Celu"] = "put a LeakyRelu or SiLU in its place and train on",
        ["Softplus"] = "put a Relu or SiLU in its place and train on",
        ["Mish"] = "put a HardSwish or SiLU in its place and train on",
        ["Resize"] = "resize the images before they come in",
        ["Upsample"] = "resize the images before they come in",
        ["ArgMax"] = "end the model at the logits",
        ["TopK"] = "end the model at the logits",
        ["If"] = "export the model for inference, without branches",
        ["Loop"] = "export the model for inference, without loops",
        ["Scan"] = "export the model for inference, without loops",
    }.ToFrozenDictionary();

    /// <summary>Names of the standard operators, in order.</summary>
    public static IEnumerable<string> Names =>
        Table.Keys.Where(k => k.Domain.Length == 0).Select(k => k.Name).Order(StringComparer.Ordinal);

    /// <summary>The function of an operator.</summary>
    /// <exception cref="ImportProblem">There is none.</exception>
    public static ImportOperator Of(OnnxNode node) =>
        Table.TryGetValue((node.Domain, node.Operator), out var found)
            ? found
            : throw new ImportProblem(
                (node.Domain.Length > 0 ? $"the operator of {node.Domain} is not known" : "the operator is not known")
                    + "; "
                    + (
                        WaysOut.GetValueOrDefault(node.Operator)
                        ?? "express it by operators of docs/onnx.md, or end the model before it"
                    )
            );

    private static ImportOperator One(Func<NodeImport, Value> single) => n => [single(n)];
}
