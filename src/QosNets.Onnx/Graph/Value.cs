using QosNets.Onnx.Constants;

namespace QosNets.Onnx.Graph;

/// <summary>What a name of the file stands for while it is imported.</summary>
internal abstract record Value;

/// <summary>A value that is known.</summary>
internal sealed record ConstantValue(Constant Constant) : Value;

/// <summary>A tensor that a node of the graph computes.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Layout">How the file's axes walk through the node's tensor.</param>
internal sealed record Activation(string Node, Layout Layout) : Value;

/// <summary>A result that is only known as a part of GELU.</summary>
/// <param name="Input">x.</param>
/// <param name="Part">How much of x/2 · (1 + erf(x/√2)) has been met.</param>
internal sealed record GeluPart(Activation Input, GeluStage Part) : Value;

/// <summary>Parts of GELU in the order in which files compute them.</summary>
internal enum GeluStage
{
    /// <summary>erf(x/√2).</summary>
    Erf,

    /// <summary>1 + erf(x/√2).</summary>
    ErfPlusOne,

    /// <summary>x · (1 + erf(x/√2)).</summary>
    Doubled,
}

/// <summary>A result of a node that could not be imported; what depends on it is not reported again.</summary>
internal sealed record UnknownValue : Value;
