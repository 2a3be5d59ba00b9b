namespace QosNets.Onnx.Base;

/// <summary>An ONNX file that cannot be read; the message names the file, the place and the remedy.</summary>
public class OnnxException : UserException
{
    /// <summary>An error with its message.</summary>
    public OnnxException(string message)
        : base(Plain(message)) { }

    /// <summary>An error with its cause.</summary>
    public OnnxException(string message, Exception cause)
        : base(Plain(message), cause) { }

    /// <summary>Text in one line, whatever names a file gives.</summary>
    internal static string Plain(string text) => new([.. text.Select(c => char.IsControl(c) ? '?' : c)]);
}

/// <summary>A sound ONNX file of which some nodes cannot be imported.</summary>
/// <param name="file">The file.</param>
/// <param name="problems">Every node that cannot be imported, with the reason and the nearest way out; one line each.</param>
public sealed class UnsupportedModelException(string file, IReadOnlyList<string> problems)
    : OnnxException($"{file}: {problems.Count} problem{(problems.Count == 1 ? "" : "s")}: {string.Join("; ", problems)}")
{
    /// <summary>The nodes that cannot be imported, one line each.</summary>
    public IReadOnlyList<string> Problems { get; } = [.. problems.Select(Plain)];
}
