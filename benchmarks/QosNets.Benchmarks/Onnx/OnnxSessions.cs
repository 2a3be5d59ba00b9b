using Microsoft.ML.OnnxRuntime;

namespace QosNets.Benchmarks;

/// <summary>ONNX Runtime sessions and what they hold.</summary>
internal sealed class OnnxSessions : IDisposable
{
    private readonly Stack<IDisposable> held = new();

    public void Dispose()
    {
        while (held.TryPop(out var last))
            last.Dispose();
    }

    /// <summary>Loads a model; the action runs it on the pixels.</summary>
    public Action Start(byte[] model, int threads, byte[] pixels, long[] shape)
    {
        var options = Hold(
            new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            }
        );
        var session = Hold(new InferenceSession(model, options));
        var input = Hold(OrtValue.CreateTensorValueFromMemory(pixels, shape));
        var run = Hold(new RunOptions());
        string[] inputs = ["pixels"],
            outputs = ["logits"];
        OrtValue[] values = [input];
        return () => session.Run(run, inputs, values, outputs).Dispose();
    }

    private T Hold<T>(T value)
        where T : IDisposable
    {
        held.Push(value);
        return value;
    }
}
