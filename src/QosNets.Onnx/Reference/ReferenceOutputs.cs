using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace QosNets.Onnx.Reference;

/// <summary>Outputs of a model by name.</summary>
internal sealed class ReferenceOutputs
{
    private readonly Dictionary<string, float[]> reals = [];
    private readonly Dictionary<string, int[]> whole = [];

    private ReferenceOutputs() { }

    /// <summary>An output of float32.</summary>
    public float[] Reals(string name) => reals[name];

    /// <summary>An output of int32 or of bytes.</summary>
    public int[] Whole(string name) => whole[name];

    internal static ReferenceOutputs Of(IReadOnlyList<string> names, IReadOnlyList<OrtValue> values)
    {
        var outputs = new ReferenceOutputs();
        foreach (var (name, value) in names.Zip(values))
        {
            switch (value.GetTensorTypeAndShape().ElementDataType)
            {
                case TensorElementType.Int32:
                    outputs.whole[name] = value.GetTensorDataAsSpan<int>().ToArray();
                    break;
                case TensorElementType.UInt8:
                    outputs.whole[name] = [.. value.GetTensorDataAsSpan<byte>().ToArray().Select(b => (int)b)];
                    break;
                default:
                    outputs.reals[name] = value.GetTensorDataAsSpan<float>().ToArray();
                    break;
            }
        }
        return outputs;
    }
}
