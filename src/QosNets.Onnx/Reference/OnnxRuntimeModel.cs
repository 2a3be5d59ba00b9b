using Microsoft.ML.OnnxRuntime;
using QosNets.Onnx.Base;

namespace QosNets.Onnx.Reference;

/// <summary>A model in ONNX Runtime, which says what a file means.</summary>
internal sealed class OnnxRuntimeModel : IDisposable
{
    private readonly InferenceSession session;

    private OnnxRuntimeModel(InferenceSession session)
    {
        this.session = session;
    }

    /// <summary>Opens a model.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="OnnxException">The library is missing on this system, or it refuses the model.</exception>
    public static OnnxRuntimeModel Open(string path) => Open(options => new InferenceSession(path, options), path);

    /// <summary>Opens a model from memory.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="OnnxException">As for <see cref="Open(string)"/>.</exception>
    public static OnnxRuntimeModel Open(byte[] bytes, string name) => Open(options => new InferenceSession(bytes, options), name);

    /// <summary>Runs the model on real numbers.</summary>
    /// <param name="input">Name of the input.</param>
    /// <param name="values">Its values.</param>
    /// <param name="dims">Its sizes, the batch first.</param>
    /// <param name="output">Name of the output.</param>
    /// <returns>The output's values.</returns>
    /// <exception cref="OnnxException">The model does not run on such an input.</exception>
    public float[] Run(string input, float[] values, long[] dims, string output) =>
        Run(input, values, dims, [output]).Reals(output);

    /// <summary>Runs the model and reads all its outputs.</summary>
    /// <typeparam name="T">Type of the input's elements.</typeparam>
    /// <param name="input">Name of the input.</param>
    /// <param name="values">Its values.</param>
    /// <param name="dims">Its sizes, the batch first.</param>
    /// <exception cref="OnnxException">As for <see cref="Run(string, float[], long[], string)"/>.</exception>
    public ReferenceOutputs Run<T>(string input, T[] values, long[] dims)
        where T : unmanaged => Run(input, values, dims, [.. session.OutputNames]);

    private ReferenceOutputs Run<T>(string input, T[] values, long[] dims, string[] outputs)
        where T : unmanaged
    {
        try
        {
            using var tensor = OrtValue.CreateTensorValueFromMemory(values, dims);
            using var options = new RunOptions();
            using var results = session.Run(options, [input], [tensor], outputs);
            return ReferenceOutputs.Of(outputs, results);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxException($"ONNX Runtime cannot run the model on {string.Join("×", dims)} values: {FirstLine(e)}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static OnnxRuntimeModel Open(Func<SessionOptions, InferenceSession> make, string name)
    {
        try
        {
            using var options = new SessionOptions
            {
                // What fuses operators also changes last bits.
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
                // What it refuses comes as an exception too.
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            return new OnnxRuntimeModel(make(options));
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxException($"{name}: ONNX Runtime refuses it: {FirstLine(e)}", e);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new OnnxException(
                $"{name}: ONNX Runtime is not there for this system, so the model is compared with nothing",
                e
            );
        }
    }

    private static string FirstLine(Exception e) => e.Message.Split('\n', 2)[0];
}
